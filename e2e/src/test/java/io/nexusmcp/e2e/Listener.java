package io.nexusmcp.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A client's open stream of changes, with all that came on it. */
final class Listener implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Stream<String> lines;
    private volatile boolean isEnded;

    private Listener(HttpRequest request) throws IOException, InterruptedException {
        var response = client.send(request, HttpResponse.BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            throw new AssertionError("the stream was answered " + response.statusCode());
        }
        lines = response.body();
        Thread.startVirtualThread(this::collect);
    }

    private void collect() {
        try {
            lines.filter(line -> line.startsWith("data:")).forEach(messages::add);
            isEnded = true;
        } catch (UncheckedIOException closed) {
            messages.add("closed");
        }
    }

    /** A GET stream, opened when this returns. */
    static Listener open(URI endpoint, List<String> headers) {
        var request = HttpRequest.newBuilder(endpoint).header("Accept", "text/event-stream");
        request.headers(headers.toArray(String[]::new));
        return open(request.GET().build());
    }

    /** The stream of a modern request, opened when this returns. */
    static Listener open(URI endpoint, List<String> headers, String body) {
        var request = HttpRequest.newBuilder(endpoint)
                .header("Accept", "application/json, text/event-stream")
                .header("Content-Type", "application/json");
        request.headers(headers.toArray(String[]::new));
        return open(request.POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private static Listener open(HttpRequest request) {
        try {
            return new Listener(request);
        } catch (IOException failed) {
            throw new AssertionError("no stream", failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** The messages so far, in order. */
    List<JsonNode> messages() {
        return messages.stream()
                .filter(message -> message.startsWith("data:"))
                .map(message -> Json.read(message.substring("data:".length())))
                .toList();
    }

    /** Whether the other side ended it. */
    boolean isEnded() {
        return isEnded;
    }

    long count(String method) {
        return messages.stream()
                .filter(message -> message.contains("\"" + method + "\""))
                .count();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
