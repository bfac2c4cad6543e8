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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A legacy HTTP server that hangs up its own stream is called again, from the place where it hung up. */
@Timeout(60)
class BrokenOwnStreamTest {
    private static final Pattern ID = Pattern.compile("\"id\":([0-9]+)");

    private final HttpServer http = listening();
    private final List<String> places = new CopyOnWriteArrayList<>();
    private final CountDownLatch isOver = new CountDownLatch(1);
    private Optional<Servers> servers = Optional.empty();
    private volatile int refused;
    private volatile boolean forgets;
    private volatile int bytesOfFirst;
    private final AtomicInteger sessions = new AtomicInteger();
    private final CountDownLatch isForgotten = new CountDownLatch(2);

    private static HttpServer listening() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void start() {
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/mcp", this::serve);
        http.start();
        var uri = URI.create("http://localhost:" + http.getAddress().getPort() + "/mcp");
        servers = Optional.of(new Servers().up(Servers.http("b", uri)));
    }

    @AfterEach
    void stop() {
        isOver.countDown();
        servers.ifPresent(Servers::close);
        http.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            if (exchange.getRequestMethod().equals("GET")) {
                stream(exchange);
            } else if (body.contains("\"initialize\"")) {
                isForgotten.countDown();
                exchange.getResponseHeaders().set("Mcp-Session-Id", "s" + sessions.incrementAndGet());
                json(
                        exchange,
                        body,
                        "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{\"listChanged\":true}},"
                                + "\"serverInfo\":{\"name\":\"b\",\"version\":\"1\"}}");
            } else if (forgets && places.size() == 1 && session(exchange).equals("s1")) {
                exchange.sendResponseHeaders(404, -1);
            } else if (body.contains("tools/list")) {
                json(exchange, body, "{\"tools\":[{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\"}}]}");
            } else {
                exchange.sendResponseHeaders(body.contains("discover") ? 400 : 202, -1);
            }
        }
    }

    /** Two streams that end after an event, and one that stays. */
    private void stream(HttpExchange exchange) throws IOException {
        var place = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Last-Event-ID"))
                .orElse("");
        places.add(place);
        if (!place.isEmpty() && refused > 0) {
            exchange.sendResponseHeaders(refused, -1);
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        var out = exchange.getResponseBody();
        var told = forgets ? " {\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}" : "";
        out.write(("id: e" + places.size() + "\nretry: 1\ndata:" + told + "\n\nid: lost\ndata: {").getBytes(UTF_8));
        if (places.size() == 1) {
            out.write(" ".repeat(bytesOfFirst).getBytes(UTF_8));
        }
        out.flush();
        if (places.size() > 2) {
            awaitQuietly(isOver);
        } else if (forgets) {
            awaitQuietly(isForgotten);
        }
    }

    private static String session(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst("Mcp-Session-Id"))
                .orElse("");
    }

    private static void json(HttpExchange exchange, String request, String result) throws IOException {
        var id = ID.matcher(request);
        var body = ("{\"jsonrpc\":\"2.0\",\"id\":" + (id.find() ? id.group(1) : "0") + ",\"result\":" + result + "}")
                .getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void stream_thatEnds_isOpenedAgainAfterItsLastWholeEvent() {
        start();
        await().untilAsserted(() -> assertThat(places).containsExactly("", "e1", "e2"));
    }

    @Test
    void stream_whosePlaceIsRefused_isOpenedAnew() {
        refused = 400;
        start();
        await().untilAsserted(() -> assertThat(places).startsWith("", "e1", ""));
    }

    @Test
    void stream_withAnEventThatIsTooLarge_isNotOpenedBeforeThatEvent() {
        bytesOfFirst = Servers.LIMITS.sizes().maxEventBytes() + 1;
        start();
        await().untilAsserted(() -> assertThat(places).startsWith("", ""));
    }

    @Test
    void stream_ofASessionThatWasRenewed_isOpenedWithoutThePlaceInTheOldOne() {
        forgets = true;
        start();
        await().untilAsserted(() -> assertThat(places).hasSizeGreaterThan(1));
        assertThat(places.get(1)).isEmpty();
        assertThat(sessions).hasValueGreaterThan(1);
    }
}
