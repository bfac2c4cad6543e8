package io.nexusmcp.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Sends single HTTP requests. */
final class Http {
    static final String META = "io.modelcontextprotocol/";
    static final String MODERN = "2026-07-28";

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Http() {}

    static HttpResponse<String> get(URI uri, String... headers) {
        return send(request(uri, headers).GET().build());
    }

    static HttpResponse<String> post(URI uri, String body, String... headers) {
        return send(request(uri, headers)
                .setHeader("Content-Type", "application/json")
                .setHeader("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private static HttpRequest.Builder request(URI uri, String... headers) {
        var request = HttpRequest.newBuilder(uri).timeout(LIMIT);
        return headers.length == 0 ? request : request.headers(headers);
    }

    static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** One request of the stateless era; the answer, whether it came as JSON or as the last event of a stream. */
    static JsonNode modern(URI uri, String key, String method, ObjectNode params) {
        return modern(uri, key, method, params, Json.object());
    }

    /** The same of a client that can be asked. */
    static JsonNode modern(URI uri, String key, String method, ObjectNode params, ObjectNode capabilities) {
        params.withObject("/_meta")
                .put(META + "protocolVersion", MODERN)
                .set(META + "clientCapabilities", capabilities);
        var request = Json.object().put("jsonrpc", "2.0").put("id", "1").put("method", method);
        request.set("params", params);
        var headers = new ArrayList<>(
                List.of("Authorization", "Bearer " + key, "MCP-Protocol-Version", MODERN, "Mcp-Method", method));
        List.of("name", "uri", "taskId").stream().filter(params::has).limit(1).forEach(name -> {
            headers.add("Mcp-Name");
            headers.add(params.path(name).stringValue());
        });
        return answer(post(uri, request.toString(), headers.toArray(String[]::new)));
    }

    private static JsonNode answer(HttpResponse<String> response) {
        var type = response.headers().firstValue("Content-Type").orElse("");
        if (!type.startsWith("text/event-stream")) {
            return response.body().isEmpty()
                    ? Json.object().put("status", response.statusCode())
                    : Json.read(response.body());
        }
        var last = response.body()
                .lines()
                .filter(line -> line.startsWith("data:"))
                .reduce((first, second) -> second)
                .orElse("data: null");
        return Json.read(last.substring("data:".length()));
    }
}
