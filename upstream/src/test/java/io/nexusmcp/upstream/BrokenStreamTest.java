package io.nexusmcp.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A legacy server whose answers break off is asked for the rest, and never asked to run a call again. */
@Timeout(120)
class BrokenStreamTest {
    private static final Pattern ID = Pattern.compile("\"id\":([0-9]+)");
    private static final String GREETING = "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
            + "\"serverInfo\":{\"name\":\"broken\",\"version\":\"1\"}}";
    private static final String ENDED = "the server's stream ended without an answer";

    private final HttpServer http = listening();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final List<String> resumed = new CopyOnWriteArrayList<>();
    private volatile Sent first = (_, _) -> {};
    private volatile Sent rest = (_, _) -> {};
    private volatile int status = 200;
    private volatile String id = "";

    /** What a test lets the server send on a stream. */
    interface Sent {
        void send(OutputStream out, HttpExchange exchange) throws IOException;
    }

    private static HttpServer listening() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Servers servers(Duration timeout) {
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/mcp", this::serve);
        http.start();
        var uri = URI.create("http://localhost:" + http.getAddress().getPort() + "/mcp");
        return new Servers().up(Servers.within(timeout, Servers.http("b", uri)));
    }

    private Servers servers() {
        return servers(Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() {
        http.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            var number = ID.matcher(body);
            var called = number.find() ? number.group(1) : "";
            if (exchange.getRequestMethod().equals("GET")) {
                goOn(exchange);
            } else if (body.contains("\"initialize\"")) {
                exchange.getResponseHeaders().set("Mcp-Session-Id", "s1");
                json(exchange, called, GREETING);
            } else if (body.contains("tools/list")) {
                json(exchange, called, "{\"tools\":[{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\"}}]}");
            } else if (body.contains("tools/call")) {
                calls.add(body);
                id = called;
                stream(exchange, first);
            } else {
                exchange.sendResponseHeaders(body.contains("discover") ? 400 : 202, -1);
            }
        }
    }

    private void goOn(HttpExchange exchange) throws IOException {
        var last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        if (last == null) {
            exchange.sendResponseHeaders(405, -1);
            return;
        }
        resumed.add(last + " " + exchange.getRequestHeaders().getFirst("Mcp-Session-Id"));
        if (status == 200) {
            stream(exchange, rest);
        } else {
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private static void json(HttpExchange exchange, String id, String result) throws IOException {
        var bytes = ("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}").getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void stream(HttpExchange exchange, Sent what) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        what.send(exchange.getResponseBody(), exchange);
    }

    private static Sent text(String text) {
        return (out, _) -> {
            out.write(text.getBytes(UTF_8));
            out.flush();
        };
    }

    private String progress(int number) {
        return "data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":" + id
                + ",\"progress\":" + number + "}}\n\n";
    }

    private String answer() {
        return "data: {\"jsonrpc\":\"2.0\",\"id\":" + id
                + ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}}\n\n";
    }

    @Test
    void answerThatBreaksOff_isReadToItsEnd_onceAndInOrder() {
        first = (out, exchange) -> text("id: a-1\nretry: 60\ndata:\n\nid: a-2\n" + progress(1)
                        + "id: a-3\ndata: {\"unfin")
                .send(out, exchange);
        rest = (out, exchange) ->
                text("id: a-3\n" + progress(2) + "id: a-4\n" + answer()).send(out, exchange);
        try (var servers = servers()) {
            var exchange = new RecordingExchange().withProgress();
            assertThat(Servers.text(servers.call("b", "p", "t", "{}", exchange)))
                    .contains("done");
            assertThat(resumed).as("after the last event that was whole").containsExactly("a-2 s1");
            assertThat(calls).hasSize(1);
            assertThat(exchange.progressed()).hasSize(2);
        }
    }

    @Test
    void serverThatHangsUpAgainAndAgain_isAskedUntilItAnswers() {
        var rounds = new AtomicInteger();
        first = text("id: a-0\nretry: 1\ndata:\n\n");
        rest = (out, exchange) -> text(rounds.incrementAndGet() < 12
                        ? "id: a-0\nretry: 1\ndata:\n\n"
                        : "id: a-1\n" + answer())
                .send(out, exchange);
        try (var servers = servers()) {
            assertThat(servers.callText("b", "p", "t", "{}")).contains("done");
            assertThat(rounds).hasValue(12);
            assertThat(calls).hasSize(1);
        }
    }

    @Test
    void serverThatGaveNoIds_isNotAskedForMore() {
        first = text("data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{}}\n\n");
        try (var servers = servers()) {
            assertThat(servers.failure("b", "t")).isEqualTo(ENDED);
            assertThat(resumed).isEmpty();
            assertThat(calls).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 405, 204})
    void serverThatDoesNotGoOn_failsTheCall_whichIsNotSentAgain(int refusal) {
        first = text("id: a-0\nretry: 1\ndata:\n\n");
        status = refusal;
        try (var servers = servers()) {
            assertThat(servers.failure("b", "t")).isEqualTo(ENDED);
            assertThat(resumed).hasSize(1);
            assertThat(calls).hasSize(1);
        }
    }

    @Test
    void serverThatIsBroken_isAskedAFewTimes() {
        first = text("id: a-0\nretry: 1\ndata:\n\n");
        status = 503;
        try (var servers = servers()) {
            assertThat(servers.failure("b", "t")).isEqualTo(ENDED);
            assertThat(resumed).hasSize(5);
            assertThat(calls).hasSize(1);
        }
    }

    @Test
    void restThatIsNoAnswer_failsTheCall() {
        first = text("id: a-0\nretry: 1\ndata:\n\n");
        rest = text("id: a-1\ndata: this is not JSON\n\n");
        try (var servers = servers()) {
            assertThat(servers.failure("b", "t")).isEqualTo(ENDED);
            assertThat(resumed).hasSize(1);
        }
    }

    @Test
    void clientThatCancelsWhileTheServerIsToBeLeftAlone_isObeyedAtOnce() {
        first = text("id: a-0\nretry: 9000\ndata:\n\n");
        try (var servers = servers()) {
            var exchange = new RecordingExchange();
            var failure = CompletableFuture.supplyAsync(() -> servers.failure("b", "p", "t", exchange));
            await().until(() -> calls.size() == 1);
            exchange.cancel();
            assertThat(failure).succeedsWithin(Duration.ofSeconds(5)).asString().contains("Cancelled");
            assertThat(resumed).isEmpty();
        }
    }

    @Test
    void serverThatAsksToWaitLongerThanItMayTake_isOverdue() {
        first = text("id: a-0\nretry: 9000\ndata:\n\n");
        try (var servers = servers(Duration.ofSeconds(2))) {
            assertThat(servers.failure("b", "t")).contains("in time");
        }
    }

    /** A fixture that hangs up on purpose before it answers. */
    @Test
    void pollingServer_isServed() {
        try (var fixture = HttpFixture.start(Era.LEGACY, 0);
                var servers = new Servers().up(Servers.http("fix", fixture.uri()))) {
            assertThat(servers.callText("fix", "p", "test_reconnection", "{}")).contains("completed successfully");
            assertThat(fixture.requests().stream().filter(request -> request.mentions("test_reconnection")))
                    .hasSize(1);
        }
    }
}
