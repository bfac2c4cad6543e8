package io.nexusmcp.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.hub.config.Signals;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Serves from a throw-away directory, calls tools and stops: what the start-up cache is recorded from. It goes the way
 * a user's hub goes, from the configuration file over a reload to the stop signal, and calls servers of each era, as
 * children and over HTTP; for the latter the hub is its own server.
 */
@Command(name = "warm-up", hidden = true, description = "Exercises a start for the start-up cache.")
final class WarmUpCommand implements Callable<Integer> {
    private static final int ROUNDS = 125;
    private static final int MAX_TRIES = 400;
    private static final long BETWEEN_TRIES_MILLIS = 50;
    private static final List<String> CHILDREN = List.of("toolbox__hash", "notes__list_notes");
    private static final List<String> OVER_HTTP = List.of("modern__hash", "legacy__hash");
    private static final List<String> TOOLS =
            Stream.of(CHILDREN, OVER_HTTP).flatMap(List::stream).toList();
    private static final Pattern SERVER_PORT = Pattern.compile("\"server\"\\s*:\\s*(\\d+)");
    private static final String RESULT = "\"result\"";
    private static final Pattern SESSION = Pattern.compile("(?i)mcp-session-id: (\\S+)");
    private static final String SETTINGS = """
        server: {port: 0}
        admin: {port: 0}
        logging: {level: error}
        rateLimit:
          perCaller: {requests: 1000000, period: 1m, burst: 1000000}
          perIp: {requests: 1000000, period: 1m, burst: 1000000}
        """;

    private final Map<String, String> environment;

    /** @param environment of which nothing that is meant for a user's hub is taken */
    WarmUpCommand(Map<String, String> environment) {
        this.environment = environment.entrySet().stream()
                .filter(variable -> !variable.getKey().startsWith("NEXUS_"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** 0 when all tools were called; 1 when they could not be, and then the launcher keeps no cache. */
    @Override
    public Integer call() throws IOException {
        var directory = Files.createTempDirectory("nexus-warm-up");
        try {
            return exercise(directory) ? 0 : 1;
        } finally {
            delete(directory);
        }
    }

    /** So that the log of the launcher tells why there is no cache. */
    private static boolean failed(String what) {
        System.err.println("nexus: nothing to record: " + what);
        return false;
    }

    private boolean exercise(Path directory) throws IOException {
        var serve = new ServeCommand(environment);
        serve.config = Files.writeString(directory.resolve("nexus.yaml"), SETTINGS);
        serve.data = directory.resolve("data");
        serve.demo = true;
        var served = CompletableFuture.supplyAsync(
                serve::call, task -> Thread.ofPlatform().name("serve").start(task));
        var ports = serve.data.resolve("ports.json");
        boolean isCalled = awaits(() -> Files.exists(ports), served) && callTools(serve.config, serve.data, served);
        if (!served.isDone()) {
            Signals.raise("TERM");
        }
        return served.join() == 0 && isCalled;
    }

    private static boolean callTools(Path config, Path data, CompletableFuture<Integer> served) throws IOException {
        var found = SERVER_PORT.matcher(Files.readString(data.resolve("ports.json")));
        if (!found.find()) {
            return failed("no port of the data plane in ports.json");
        }
        int port = Integer.parseInt(found.group(1));
        var key = Files.readString(data.resolve("admin-key")).strip();
        var modern = new Client(port, key, "");
        if (!areOffered(modern, CHILDREN, served)) {
            return false;
        }
        Files.writeString(config, SETTINGS + """
            mcpServers:
              modern: {url: "http://127.0.0.1:%1$d/mcp/s/toolbox", era: modern, headers: {X-API-Key: "%2$s"}}
              legacy: {url: "http://127.0.0.1:%1$d/mcp/s/toolbox", era: legacy, headers: {X-API-Key: "%2$s"}}
            """.formatted(port, key));
        Signals.raise("HUP");
        return areOffered(modern, OVER_HTTP, served) && areAnswered(List.of(modern, modern.opened()));
    }

    private static boolean areOffered(Client client, List<String> tools, CompletableFuture<Integer> served)
            throws IOException {
        for (var tool : tools) {
            if (!awaits(() -> client.call(tool).contains(RESULT), served)) {
                return failed(tool + (served.isDone() ? ": the hub has ended" : ": " + client.call(tool)));
            }
        }
        return true;
    }

    private static boolean areAnswered(List<Client> clients) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            for (var client : clients) {
                for (var tool : TOOLS) {
                    var answer = client.call(tool);
                    if (!answer.contains(RESULT)) {
                        return failed(tool + ": " + answer);
                    }
                }
            }
        }
        return true;
    }

    private interface Question {
        boolean isSo() throws IOException;
    }

    /** Whether it became so before the hub ended, or it was given up; nothing tells but the hub's end. */
    private static boolean awaits(Question question, CompletableFuture<Integer> served) throws IOException {
        for (int tries = 0; tries < MAX_TRIES && !ends(served); tries++) {
            if (question.isSo()) {
                return true;
            }
        }
        return false;
    }

    /** Whether it ends before the next try is due. */
    private static boolean ends(CompletableFuture<Integer> served) {
        return served.handle((_, _) -> true)
                .completeOnTimeout(false, BETWEEN_TRIES_MILLIS, TimeUnit.MILLISECONDS)
                .join();
    }

    /** What a client says; its session is empty in the modern era. */
    private record Client(int port, String key, String session) {
        Client opened() throws IOException {
            var answer = post("initialize", "", """
                {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},\
                "clientInfo":{"name":"warm-up","version":"1"}}}\
                """);
            var found = SESSION.matcher(answer);
            return new Client(port, key, found.find() ? found.group(1) : "none");
        }

        String call(String tool) throws IOException {
            var meta = session.isEmpty()
                    ? "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                            + "\"io.modelcontextprotocol/clientCapabilities\":{}"
                    : "";
            var call = """
                {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":%s,"_meta":{%s}}}\
                """.formatted(tool, tool.endsWith("hash") ? "{\"text\":\"warm\"}" : "{}", meta);
            return post("tools/call", tool, call);
        }

        private String post(String method, String name, String body) throws IOException {
            var head = new StringBuilder("POST /mcp HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n"
                    + "Authorization: Bearer " + key + "\r\nAccept: application/json, text/event-stream\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n");
            if (!session.isEmpty()) {
                head.append("MCP-Protocol-Version: 2025-11-25\r\nMcp-Session-Id: " + session + "\r\n");
            } else if (!name.isEmpty()) {
                head.append(
                        "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: " + method + "\r\nMcp-Name: " + name + "\r\n");
            }
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.getOutputStream().write((head + "\r\n" + body).getBytes(UTF_8));
                return new String(socket.getInputStream().readAllBytes(), UTF_8);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
