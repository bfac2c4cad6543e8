package io.nexusmcp.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/** A client with a session that reads streams and can come again for those it lost. */
record StreamClient(URI endpoint, String key, String revision, String session) {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String ASKABLE = "{\"elicitation\":{\"form\":{}},\"sampling\":{},\"roots\":{}}";

    static StreamClient open(URI endpoint, String key, String revision) {
        var params = Json.object().put("protocolVersion", revision);
        params.set("capabilities", Json.read(ASKABLE));
        params.putObject("clientInfo").put("name", "streams").put("version", "1");
        var fresh = new StreamClient(endpoint, key, revision, "");
        var request = Json.object().put("jsonrpc", "2.0").put("id", "hello").put("method", "initialize");
        request.set("params", params);
        var response = fresh.send(fresh.request()
                .POST(BodyPublishers.ofString(request.toString()))
                .build());
        return new StreamClient(
                endpoint,
                key,
                revision,
                response.headers().firstValue(Wire.SESSION).orElseThrow());
    }

    /** Calls a tool; progress comes under the request's own id. */
    EventReader call(int id, String tool, ObjectNode arguments) {
        var request = Json.object().put("jsonrpc", "2.0").put("id", id).put("method", "tools/call");
        var params = request.putObject("params").put("name", tool);
        params.set("arguments", arguments);
        params.putObject("_meta").put("progressToken", id);
        return post(request);
    }

    EventReader post(ObjectNode message) {
        return new EventReader(
                send(request().POST(BodyPublishers.ofString(message.toString())).build()));
    }

    /** Opens the session's own stream, or goes on with one after an event. */
    EventReader listen(String lastEventId) {
        var request = request().GET();
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        return new EventReader(send(request.build()));
    }

    private HttpRequest.Builder request() {
        var request = HttpRequest.newBuilder(endpoint)
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream");
        return session.isEmpty()
                ? request
                : request.header(Wire.SESSION, session).header(Wire.PROTOCOL, revision);
    }

    private static HttpResponse<InputStream> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofInputStream());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
