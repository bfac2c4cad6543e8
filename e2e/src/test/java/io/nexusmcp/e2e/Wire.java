package io.nexusmcp.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Posts exactly the bytes of a test to an MCP endpoint. */
final class Wire {
    static final String PROTOCOL = "MCP-Protocol-Version";
    static final String SESSION = "Mcp-Session-Id";

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private Wire() {}

    /** What came back. */
    record Answer(int status, HttpResponse<String> response) {
        String body() {
            return response.body();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The JSON-RPC message: the body, or the last event where it is a stream. */
        String message() {
            if (!header("Content-Type").startsWith("text/event-stream")) {
                return body();
            }
            return body().lines()
                    .filter(line -> line.startsWith("data:"))
                    .reduce("", (first, second) -> second)
                    .replaceFirst("data: ?", "");
        }

        JsonNode json() {
            return Json.read(message());
        }

        int errorCode() {
            return json().path("error").path("code").asInt(0);
        }
    }

    static Answer post(URI endpoint, String body, List<String> headers) {
        return post(endpoint, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** As JSON, unless the headers name another type. */
    static Answer post(URI endpoint, byte[] body, List<String> headers) {
        var request = HttpRequest.newBuilder(endpoint).timeout(LIMIT).POST(BodyPublishers.ofByteArray(body));
        request.header("Accept", "application/json, text/event-stream");
        if (!headers.contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        for (int at = 0; at < headers.size(); at += 2) {
            request.header(headers.get(at), headers.get(at + 1));
        }
        return exchange(request.build());
    }

    static Answer exchange(HttpRequest request) {
        try {
            var response = CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
