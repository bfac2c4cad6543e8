package io.nexusmcp.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** A modern server whose answers to {@code tools/call} are exactly what a test says; {@code ID} stands for the id. */
final class RawServer implements AutoCloseable {
    private static final Pattern ID = Pattern.compile("\"id\":([0-9]+)");
    private static final String DISCOVERED =
            "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}}}}";
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"tools\":[]}}";

    private final HttpServer http;
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private volatile Answer answer = new Answer(200, "application/json", LIST, UTF_8);

    private record Answer(int status, String type, String body, Charset charset) {}

    RawServer() {
        try {
            this.http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/", this::handle);
        http.start();
    }

    URI uri() {
        return URI.create("http://localhost:" + http.getAddress().getPort() + "/mcp");
    }

    void answer(int status, String type, String body) {
        answer(status, type, body, UTF_8);
    }

    void answer(int status, String type, String body, Charset charset) {
        answer = new Answer(status, type, body, charset);
    }

    List<String> bodies() {
        return bodies;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            bodies.add(body);
            var id = ID.matcher(body);
            var number = id.find() ? id.group(1) : "null";
            if (body.contains("server/discover")) {
                send(exchange, new Answer(200, "application/json", DISCOVERED, UTF_8), number);
            } else if (body.contains("tools/list")) {
                send(exchange, new Answer(200, "application/json", LIST, UTF_8), number);
            } else {
                send(exchange, answer, number);
            }
        }
    }

    private static void send(HttpExchange exchange, Answer answer, String id) throws IOException {
        var bytes = answer.body().replace("ID", id).getBytes(answer.charset());
        if (!answer.type().isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", answer.type());
        }
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
