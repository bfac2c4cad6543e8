package io.nexusmcp.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The hub with its full guard: all defaults, one role and one restriction. Only the rates it allows are raised, so that
 * the limiter is asked but refuses nobody.
 */
final class HubUnderTest implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String AGENT = "bench";
    private static final String MODERN_TOOL = "modern__" + McpUpstream.TOOL;
    private static final String LEGACY_TOOL = "legacy__" + McpUpstream.TOOL;
    private static final String MODERN_ASKING = "modern__" + AskingUpstream.ASKING;
    private static final String LEGACY_ASKING = "legacy__" + AskingUpstream.ASKING;
    /** What waits is counted, so nothing here may stand in its way. */
    private static final String ROOM_TO_WAIT = """
        "limits":{"maxConnections":20000,"maxConnectionsPerIp":20000,"maxConcurrent":20000,
                  "maxStreamsPerCaller":10000,"idleTimeout":"10m",
                  "questions":{"maxOpenPerCaller":64,"maxParkedPerCaller":64}},\
        """;

    private static final int TRIES = 6_000;
    private static final int POLL_MILLIS = 5;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Child child;
    private final Path data;
    private final double millisToReady;

    private HubUnderTest(Child child, Path data, long since) {
        this.child = child;
        this.data = data;
        awaitReady();
        this.millisToReady = (System.nanoTime() - since) / 1e6;
    }

    /** Starts a hub on a fresh data directory and waits until it is ready. */
    static HubUnderTest start(Workplace place, int upstream, boolean withCache) {
        return start(place, config(upstream, "", MODERN_TOOL, LEGACY_TOOL), withCache);
    }

    /** Starts one in which much may wait, before a server that asks. */
    static HubUnderTest startWithRoom(Workplace place, int upstream) {
        var config = config(upstream, ROOM_TO_WAIT, MODERN_TOOL, LEGACY_TOOL, MODERN_ASKING, LEGACY_ASKING);
        return start(place, config, true);
    }

    private static HubUnderTest start(Workplace place, String text, boolean withCache) {
        try {
            var data = Files.createTempDirectory(place.folder(), "data");
            var config = place.file("nexus.json", text);
            long since = System.nanoTime();
            var child = place.hub(withCache, "serve", "--config", config.toString(), "--data", data.toString());
            return new HubUnderTest(child, data, since);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String config(int upstream, String more, String... tools) {
        return """
            {"server":{"host":"127.0.0.1","port":0},"admin":{"host":"127.0.0.1","port":0},
             "rateLimit":{"perCaller":{"requests":100000000,"period":"1s","burst":100000000},
                          "perIp":{"requests":100000000,"period":"1s","burst":100000000}},
             "auth":{"rbac":{"roles":[{"name":"admin","permissions":["*:*"]},
                                      {"name":"caller","permissions":["execute:tools/*"]}]}},
             "mcp":{"tools":{"restrictions":{"enabled":true,"allowedTools":{"%s":["%s"]}}}},%s
             "mcpServers":{"modern":{"url":"http://127.0.0.1:%d/modern","era":"modern"},
                           "legacy":{"url":"http://127.0.0.1:%d/legacy","era":"legacy"}}}
            """.formatted(AGENT, String.join("\",\"", tools), more, upstream, upstream);
    }

    private void awaitReady() {
        await(
                "ready",
                () -> Files.exists(data.resolve("ports.json"))
                        && send(admin("/health/ready").GET()).statusCode() == 200);
    }

    /** What is asked again and again. */
    private interface Question {
        boolean isSo() throws IOException, InterruptedException;
    }

    private void await(String state, Question question) {
        try {
            for (int left = TRIES; !question.isSo(); left--) {
                if (left == 0 || !child.isAlive()) {
                    throw new IllegalStateException("the hub did not become " + state);
                }
                Pause.millis(POLL_MILLIS);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    double millisToReady() {
        return millisToReady;
    }

    ProcessHandle process() {
        return child.handle();
    }

    /** The hub as clients of both eras see it, once both servers' tools are there. */
    List<Contender> contenders(Workplace place) {
        var key = agentKey();
        var host = "127.0.0.1:" + port("server");
        var modern = Calls.modern(host, "/mcp", MODERN_TOOL, key);
        await("connected to the modern server", () -> callWorks(modern));
        var session = session(key);
        var legacy = Calls.legacy(host, "/mcp", LEGACY_TOOL, key, session);
        await("connected to the legacy server", () -> callWorks(legacy));
        return List.of(
                new Contender("hub, 2026-07-28", process(), port("server"), place.file("hub-modern.http", modern)),
                new Contender("hub, 2025-11-25", process(), port("server"), place.file("hub-legacy.http", legacy)));
    }

    int serverPort() {
        return port("server");
    }

    /** The request that opens a stream in one of the eras, once servers are there. */
    Path stream(Workplace place, boolean isModern) {
        contenders(place);
        var key = agentKey();
        var host = "127.0.0.1:" + port("server");
        return isModern
                ? place.file("listen.http", Calls.listen(host, key))
                : place.file("stream.http", Calls.stream(host, key, session(key)));
    }

    /** What asks and what does not, by eras of client and server. */
    List<Waiting.Asked> questions(Workplace place) {
        contenders(place);
        var key = agentKey();
        var host = "127.0.0.1:" + port("server");
        var session = session(key, "{\"elicitation\":{}}");
        var answer = place.file("answer-legacy.http", Calls.answer(host, key, session, QuestionLoad.HOLE));
        return List.of(
                new Waiting.Asked(
                        "2026-07-28 to 2026-07-28",
                        place.file("plain-mm.http", Calls.modern(host, "/mcp", MODERN_TOOL, key)),
                        place.file("call-mm.http", Calls.asked(host, MODERN_ASKING, key, "")),
                        place.file("answer-mm.http", Calls.asked(host, MODERN_ASKING, key, QuestionLoad.HOLE))),
                new Waiting.Asked(
                        "2026-07-28 to 2025-11-25",
                        place.file("plain-ml.http", Calls.modern(host, "/mcp", LEGACY_TOOL, key)),
                        place.file("call-ml.http", Calls.asked(host, LEGACY_ASKING, key, "")),
                        place.file("answer-ml.http", Calls.asked(host, LEGACY_ASKING, key, QuestionLoad.HOLE))),
                new Waiting.Asked(
                        "2025-11-25 to 2026-07-28",
                        place.file("plain-lm.http", Calls.legacy(host, "/mcp", MODERN_TOOL, key, session)),
                        place.file("call-lm.http", Calls.legacy(host, "/mcp", MODERN_ASKING, key, session)),
                        answer),
                new Waiting.Asked(
                        "2025-11-25 to 2025-11-25",
                        place.file("plain-ll.http", Calls.legacy(host, "/mcp", LEGACY_TOOL, key, session)),
                        place.file("call-ll.http", Calls.legacy(host, "/mcp", LEGACY_ASKING, key, session)),
                        answer));
    }

    /** The first calls may meet a server that is not there yet, or be answered so late that a stream was begun. */
    private boolean callWorks(String request) {
        try (var connection = new KeepAlive(port("server"), request.getBytes(UTF_8))) {
            return connection.call();
        } catch (IOException notYet) {
            return false;
        }
    }

    private String agentKey() {
        try {
            var answer = send(admin("/api/v1/keys")
                    .header("X-API-Key", read("admin-key").strip())
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"name\":\"" + AGENT + "\",\"kind\":\"agent\",\"roles\":[\"caller\"]}")));
            if (answer.statusCode() != 201) {
                throw new IllegalStateException("no key: " + answer.body());
            }
            return JSON.readTree(answer.body()).path("secret").stringValue();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    private String session(String key) {
        return session(key, "{}");
    }

    private String session(String key, String capabilities) {
        try {
            var answer = send(HttpRequest.newBuilder(uri("server", "/mcp"))
                    .header(Contender.KEY_HEADER, key)
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json, text/event-stream")
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                                    + "\"2025-11-25\",\"capabilities\":" + capabilities
                                    + ",\"clientInfo\":{\"name\":\"bench\","
                                    + "\"version\":\"1\"}}}")));
            return answer.headers()
                    .firstValue("Mcp-Session-Id")
                    .orElseThrow(() -> new IllegalStateException("no session: " + answer.body()));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    private HttpRequest.Builder admin(String path) {
        return HttpRequest.newBuilder(uri("admin", path));
    }

    private URI uri(String listener, String path) {
        return URI.create("http://127.0.0.1:" + port(listener) + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private int port(String listener) {
        JsonNode ports = JSON.readTree(read("ports.json"));
        return ports.path(listener).intValue();
    }

    private String read(String file) {
        try {
            return Files.readString(data.resolve(file));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        child.close();
        client.close();
    }
}
