package io.nexusmcp.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A client that answers what it is asked, in the way of its era. */
final class AskedClient {
    /** From a method and its parameters to the client's result. */
    interface Answers extends BiFunction<String, JsonNode, ObjectNode> {}

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MAX_ROUNDS = 10;
    private static final String TASKS = "io.modelcontextprotocol/tasks";
    private static final ObjectNode ALL =
            (ObjectNode) Json.read("{\"elicitation\":{\"form\":{},\"url\":{}},\"sampling\":{},\"roots\":{}}");

    private final URI endpoint;
    private final String key;
    private final Answers answers;
    private final String session;
    private final String revision;
    private final ObjectNode capabilities;
    private final List<String> asked = new ArrayList<>();

    private AskedClient(URI endpoint, String key, Answers answers, String session, String revision) {
        this(endpoint, key, answers, session, revision, ALL);
    }

    private AskedClient(
            URI endpoint, String key, Answers answers, String session, String revision, ObjectNode capabilities) {
        this.endpoint = endpoint;
        this.key = key;
        this.answers = answers;
        this.session = session;
        this.revision = revision;
        this.capabilities = capabilities;
    }

    /** A client of 2025-11-25, which is asked on the stream of its call. */
    static AskedClient legacy(URI endpoint, String key, Answers answers) {
        return legacy("2025-11-25", endpoint, key, answers);
    }

    static AskedClient legacy(String revision, URI endpoint, String key, Answers answers) {
        var params = Json.object().put("protocolVersion", revision);
        params.set("capabilities", ALL);
        params.putObject("clientInfo").put("name", "asked").put("version", "1");
        var hello = new AskedClient(endpoint, key, answers, "", revision);
        var response = hello.send(request("initialize", params, 1), List.of());
        try (var lines = response.body()) {
            assert lines.count() > 0;
        }
        return new AskedClient(
                endpoint,
                key,
                answers,
                response.headers().firstValue("Mcp-Session-Id").orElseThrow(),
                revision);
    }

    /** A client of 2026-07-28, which is asked in further rounds. */
    static AskedClient modern(URI endpoint, String key, Answers answers) {
        return new AskedClient(endpoint, key, answers, "", Http.MODERN);
    }

    /** The same, which takes tasks for answers. */
    static AskedClient modernWithTasks(URI endpoint, String key, Answers answers) {
        var capabilities = ALL.deepCopy();
        capabilities.putObject("extensions").putObject(TASKS);
        return new AskedClient(endpoint, key, answers, "", Http.MODERN, capabilities);
    }

    boolean isModern() {
        return session.isEmpty();
    }

    /** The answer to any request; only on a stream can the client be asked before it comes. */
    JsonNode request(String method, ObjectNode params) {
        return isModern() ? Http.modern(endpoint, key, method, params, capabilities) : onTheStream(method, params);
    }

    /** What every request of its session carries. */
    List<String> headers() {
        return List.of(
                "Authorization", "Bearer " + key, "Mcp-Session-Id", session, "MCP-Protocol-Version", "2025-11-25");
    }

    /** The stream of a modern client on which it wants to hear of these tasks. */
    Listener listen(List<String> tasks) {
        var method = "subscriptions/listen";
        var params = Json.object();
        var ids = params.putObject("notifications").putArray("taskIds");
        tasks.forEach(ids::add);
        params.putObject("_meta")
                .put("io.modelcontextprotocol/protocolVersion", Http.MODERN)
                .set("io.modelcontextprotocol/clientCapabilities", capabilities);
        var headers =
                List.of("Authorization", "Bearer " + key, "MCP-Protocol-Version", Http.MODERN, "Mcp-Method", method);
        return Listener.open(endpoint, headers, request(method, params, 6).toString());
    }

    /** The methods it was asked by, in order. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** The answer to a tool call, after all questions. */
    JsonNode call(String tool, ObjectNode arguments) {
        var params = Json.object().put("name", tool);
        params.set("arguments", arguments);
        return isModern() ? inRounds(params) : onTheStream("tools/call", params);
    }

    private JsonNode onTheStream(String method, ObjectNode params) {
        var headers = List.of("Mcp-Session-Id", session, "MCP-Protocol-Version", revision);
        try (var lines = send(request(method, params, 5), headers).body()) {
            return lines.map(AskedClient::message)
                    .filter(message -> !message.isMissingNode())
                    .filter(message -> isAnswer(message, headers))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private boolean isAnswer(JsonNode message, List<String> headers) {
        if (!message.has("method")) {
            return true;
        }
        if (message.has("id")) {
            var reply = Json.object().put("jsonrpc", "2.0");
            reply.set("id", message.path("id"));
            reply.set("result", answer(message.path("method").stringValue(), message.path("params")));
            try (var nothing = send(reply, headers).body()) {
                assert nothing.findAny().isEmpty();
            }
        }
        return false;
    }

    private JsonNode inRounds(ObjectNode params) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            var answer = Http.modern(endpoint, key, "tools/call", params, capabilities);
            var result = answer.path("result");
            if (!result.path("resultType").asString("").equals("input_required")) {
                return answer;
            }
            params.remove(List.of("inputResponses", "requestState"));
            var responses = params.putObject("inputResponses");
            for (Map.Entry<String, JsonNode> request :
                    result.path("inputRequests").properties()) {
                var question = request.getValue();
                responses.set(request.getKey(), answer(question.path("method").stringValue(), question.path("params")));
            }
            if (result.has("requestState")) {
                params.set("requestState", result.path("requestState"));
            }
        }
        throw new AssertionError("asked again and again");
    }

    ObjectNode answer(String method, JsonNode params) {
        asked.add(method);
        return answers.apply(method, params);
    }

    private HttpResponse<Stream<String>> send(ObjectNode body, List<String> headers) {
        var request = HttpRequest.newBuilder(endpoint)
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(body.toString()));
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static ObjectNode request(String method, ObjectNode params, int id) {
        var request = Json.object().put("jsonrpc", "2.0").put("id", id).put("method", method);
        request.set("params", params);
        return request;
    }

    /** The message of one line: of a JSON body, or the data of an event. */
    private static JsonNode message(String line) {
        var text = line.startsWith("data:") ? line.substring("data:".length()).strip() : line;
        return text.startsWith("{") ? Json.read(text) : Json.object().path("nothing");
    }
}
