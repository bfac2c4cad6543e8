package io.nexusmcp.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A legacy HTTP server that asks on the stream of its session, where nothing says which call it asks for. */
@Timeout(60)
class QuestionsBesideCallsTest {
    private static final Pattern ID = Pattern.compile("\"id\":([0-9]+)");
    private static final String ROOTS = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"roots/list\"}";
    private static final String ABLE = "{\"roots\":{},\"elicitation\":{}}";

    private final HttpServer http = listening();
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger calling = new AtomicInteger();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch isOver = new CountDownLatch(1);
    /** What goes out on the stream of the caller's session; the first session is the hub's own. */
    private final LinkedBlockingQueue<String> toSay = new LinkedBlockingQueue<>();

    private Servers servers;

    private static HttpServer listening() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() {
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/mcp", this::serve);
        http.start();
        var uri = URI.create("http://localhost:" + http.getAddress().getPort() + "/mcp");
        servers = new Servers().up(Servers.http("b", uri));
    }

    @AfterEach
    void stop() {
        goOn.countDown();
        isOver.countDown();
        servers.close();
        http.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            var id = ID.matcher(body);
            var called = id.find() ? id.group(1) : "";
            if (exchange.getRequestMethod().equals("GET")) {
                say(exchange);
            } else if (body.contains("\"initialize\"")) {
                exchange.getResponseHeaders().set("Mcp-Session-Id", "s" + sessions.incrementAndGet());
                json(
                        exchange,
                        called,
                        "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                                + "\"serverInfo\":{\"name\":\"b\",\"version\":\"1\"}}");
            } else if (body.contains("tools/list")) {
                json(exchange, called, "{\"tools\":[{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\"}}]}");
            } else if (body.contains("tools/call")) {
                calling.incrementAndGet();
                awaitQuietly(goOn);
                json(exchange, called, "{\"content\":[]}");
            } else {
                if (!body.contains("\"method\"")) {
                    answers.add(body);
                }
                exchange.sendResponseHeaders(body.contains("discover") ? 400 : 202, -1);
            }
        }
    }

    private void say(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        var out = exchange.getResponseBody();
        out.write(":\n\n".getBytes(UTF_8));
        out.flush();
        if (exchange.getRequestHeaders().getFirst("Mcp-Session-Id").equals("s1")) {
            awaitQuietly(isOver);
            return;
        }
        try {
            while (isOver.getCount() > 0) {
                var next = toSay.poll(50, TimeUnit.MILLISECONDS);
                if (next != null) {
                    out.write(("data: " + next + "\n\n").getBytes(UTF_8));
                    out.flush();
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void json(HttpExchange exchange, String id, String result) throws IOException {
        var bytes = ("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}").getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static RecordingExchange client() {
        return new RecordingExchange()
                .canBeAsked(ABLE)
                .answering(_ -> RecordingExchange.given("{\"roots\":[{\"uri\":\"file:///w\"}]}"));
    }

    private CompletableFuture<Void> call(RecordingExchange client) {
        int before = calling.get();
        var call =
                CompletableFuture.runAsync(() -> servers.call("b", "p", "t", "{}", client), Thread::startVirtualThread);
        await().until(() -> calling.get() > before);
        return call;
    }

    @Test
    void questionWhileOneCallIsOpen_goesToItsClient() {
        var client = client();
        var _ = call(client);
        toSay.add(ROOTS);
        await().untilAsserted(
                        () -> assertThat(answers).singleElement().asString().contains("file:///w"));
        assertThat(client.asked()).containsExactly("roots/list");
    }

    @Test
    void questionWhileTwoCallsAreOpen_isAnsweredByTheHub() {
        var one = client();
        var two = client();
        var _ = call(one);
        var _ = call(two);
        toSay.add(ROOTS);
        await().untilAsserted(
                        () -> assertThat(answers).singleElement().asString().contains("-32601"));
        assertThat(one.asked()).isEmpty();
        assertThat(two.asked()).isEmpty();
    }

    @Test
    void questionAfterTheCall_isAnsweredByTheHub() {
        var client = client();
        var call = call(client);
        goOn.countDown();
        assertThat(call).succeedsWithin(Duration.ofSeconds(10));
        toSay.add(ROOTS);
        await().untilAsserted(
                        () -> assertThat(answers).singleElement().asString().contains("-32601"));
        assertThat(client.asked()).isEmpty();
    }
}
