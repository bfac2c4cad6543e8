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
    private static final ObjectNode ALL =
            (ObjectNode) Json.read("{\"elicitation\":{\"form\":{},\"url\":{}},\"sampling\":{},\"roots\":{}}");

    private final URI endpoint;
    private final String key;
    private final Answers answers;
    private final String session;
    private final List<String> asked = new ArrayList<>();

    private AskedClient(URI endpoint, String key, Answers answers, String session) {
        this.endpoint = endpoint;
        this.key = key;
        this.answers = answers;
        this.session = session;
    }

    /** A client of 2025-11-25, which is asked on the stream of its call. */
    static AskedClient legacy(URI endpoint, String key, Answers answers) {
        var params = Json.object().put("protocolVersion", "2025-11-25");
        params.set("capabilities", ALL);
        params.putObject("clientInfo").put("name", "asked").put("version", "1");
        var hello = new AskedClient(endpoint, key, answers, "");
        var response = hello.send(request("initialize", params, 1), List.of());
        try (var lines = response.body()) {
            assert lines.count() > 0;
        }
        return new AskedClient(
                endpoint,
                key,
                answers,
                response.headers().firstValue("Mcp-Session-Id").orElseThrow());
    }

    /** A client of 2026-07-28, which is asked in further rounds. */
    static AskedClient modern(URI endpoint, String key, Answers answers) {
        return new AskedClient(endpoint, key, answers, "");
    }

    /** What every request of its session carries. */
    List<String> headers() {
        return List.of(
                "Authorization", "Bearer " + key, "Mcp-Session-Id", session, "MCP-Protocol-Version", "2025-11-25");
    }

    /** The methods it was asked by, in order. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** The answer to a tool call, after all questions. */
    JsonNode call(String tool, ObjectNode arguments) {
        var params = Json.object().put("name", tool);
        params.set("arguments", arguments);
        return session.isEmpty() ? inRounds(params) : onTheStream(params);
    }

    private JsonNode onTheStream(ObjectNode params) {
        var headers = List.of("Mcp-Session-Id", session, "MCP-Protocol-Version", "2025-11-25");
        try (var lines = send(request("tools/call", params, 5), headers).body()) {
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
            var answer = Http.modern(endpoint, key, "tools/call", params, ALL);
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

    private ObjectNode answer(String method, JsonNode params) {
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
