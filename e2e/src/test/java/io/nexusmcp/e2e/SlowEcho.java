package io.nexusmcp.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** A legacy server whose one tool says back what it was told after a random time, so that answers overtake each other. */
final class SlowEcho implements AutoCloseable {
    private static final int MAX_DELAY_MILLIS = 12;

    private static final AtomicInteger WORKING = new AtomicInteger();

    private final HttpServer http;

    private SlowEcho(HttpServer http) {
        this.http = http;
    }

    /** How many calls are being answered in this process. */
    static int working() {
        return WORKING.get();
    }

    static SlowEcho start() {
        try {
            var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
            http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            http.createContext("/mcp", SlowEcho::serve);
            http.start();
            return new SlowEcho(http);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    URI uri() {
        return URI.create("http://localhost:" + http.getAddress().getPort() + "/mcp");
    }

    @Override
    public void close() {
        http.stop(0);
    }

    private static void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var answer = answer(Json.read(body)).getBytes(StandardCharsets.UTF_8);
            if (answer.length == 0) {
                exchange.sendResponseHeaders(202, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    /** As a child process. */
    public static void main(String[] args) throws IOException {
        var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            var message = Json.read(line);
            Thread.startVirtualThread(() -> say(out, answer(message)));
        }
    }

    private static void say(PrintStream out, String answer) {
        if (!answer.isEmpty()) {
            synchronized (out) {
                out.append(answer).append('\n').flush();
            }
        }
    }

    private static String answer(JsonNode message) {
        if (!message.has("id")) {
            return "";
        }
        var head = "{\"jsonrpc\":\"2.0\",\"id\":" + message.path("id") + ",";
        return head
                + switch (message.path("method").asString("")) {
                    case "initialize" ->
                        "\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                                + "\"serverInfo\":{\"name\":\"echo\",\"version\":\"1\"}}}";
                    case "tools/list" ->
                        "\"result\":{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\"}}]}}";
                    case "tools/call" -> echo(message.path("params").path("arguments"));
                    default -> "\"error\":{\"code\":-32601,\"message\":\"Method not found\"}}";
                };
    }

    private static String echo(JsonNode arguments) {
        WORKING.incrementAndGet();
        try {
            Thread.sleep(
                    arguments.path("delay").asInt(ThreadLocalRandom.current().nextInt(MAX_DELAY_MILLIS)));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            WORKING.decrementAndGet();
        }
        var said = arguments.path("nonce").asString("");
        if (said.endsWith("-fail")) {
            return "\"error\":{\"code\":-32050,\"message\":" + Json.quoted(said) + "}}";
        }
        var pid = ProcessHandle.current().pid();
        return "\"result\":{\"content\":[{\"type\":\"text\",\"text\":" + Json.quoted(said) + "}],\"pid\":" + pid + "}}";
    }
}
