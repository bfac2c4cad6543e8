package io.nexusmcp.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.MisbehavingServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a server does while it is greeted must not end the thread that looks after it. */
@Timeout(120)
class HostileStartTest {
    private static final Pattern ID = Pattern.compile("\"id\":([0-9]+)");

    @Test
    void question_beforeTheSessionIsThere_isNoReasonToGiveUp() throws IOException {
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", HostileStartTest::answer);
        http.start();
        var url = URI.create("http://localhost:" + http.getAddress().getPort() + "/mcp");
        try (var servers = new Servers().up(Servers.http("curious", url))) {
            assertThat(servers.status("curious").restarts()).isZero();
            assertThat(servers.callText("curious", "p", "work", "{}")).contains("done");
        } finally {
            http.stop(0);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            var id = ID.matcher(body);
            var number = id.find() ? id.group(1) : "";
            if (body.contains("\"initialize\"")) {
                exchange.getResponseHeaders().set("Mcp-Session-Id", "s-1");
                send(exchange, "text/event-stream", """
                    data: {"jsonrpc":"2.0","id":1,"method":"roots/list"}

                    data: {"jsonrpc":"2.0","id":2,"method":"ping"}

                    data: {"jsonrpc":"2.0","id":ID,"result":{"protocolVersion":"2025-11-25",\
                    "capabilities":{"tools":{}},"serverInfo":{"name":"x","version":"1"}}}

                    """.replace("ID", number));
            } else if (body.contains("tools/list")) {
                send(exchange, "application/json", result(number, "{\"tools\":[]}"));
            } else if (body.contains("tools/call")) {
                send(
                        exchange,
                        "application/json",
                        result(number, "{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}"));
            } else {
                exchange.sendResponseHeaders(body.contains("notifications/") ? 202 : 405, -1);
            }
        }
    }

    private static String result(String id, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
    }

    private static void send(HttpExchange exchange, String type, String text) throws IOException {
        var bytes = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Test
    void offer_thatBreaksWhoeverTakesIt_isTriedAgain() {
        var tries = new AtomicInteger();
        try (var server = MisbehavingServer.start(Era.MODERN);
                var servers = new Servers().whenOffered(() -> {
                    if (tries.incrementAndGet() == 1) {
                        throw new IllegalStateException("a definition nobody foresaw");
                    }
                })) {
            servers.up(Servers.http("odd", server.uri()));
            assertThat(tries).hasValueGreaterThan(1);
            assertThat(servers.callText("odd", "p", "work", "{}")).contains("done");
        }
    }
}
