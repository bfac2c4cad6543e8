package io.nexusmcp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real HTTP server that gives recorded answers and keeps what it was asked. */
final class RecordedHub implements AutoCloseable {
    static final String KEY = "nxk_test";

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final HttpServer server;

    record Asked(String request, String body, String authorization, String contentType) {}

    private record Answer(int status, String body) {}

    RecordedHub() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /** @param request such as {@code GET /api/v1/keys} */
    RecordedHub on(String request, int status, String body) {
        answers.put(request, new Answer(status, body));
        return this;
    }

    RecordedHub on(String request, String body) {
        return on(request, 200, body);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            var request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            asked.add(new Asked(
                    request,
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8),
                    String.valueOf(headers.getFirst("Authorization")),
                    String.valueOf(headers.getFirst("Content-Type"))));
            var answer = answers.getOrDefault(request, new Answer(404, error("not_found", "There is no such thing.")));
            var bytes = answer.body().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    static String error(String code, String message) {
        return "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\",\"hint\":\"Do this instead.\"}}";
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
