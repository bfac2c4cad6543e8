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

/** A client's open GET stream, with all that came on it. */
final class Listener implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Stream<String> lines;

    private Listener(HttpRequest request) throws IOException, InterruptedException {
        var response = client.send(request, HttpResponse.BodyHandlers.ofLines());
        if (response.statusCode() != 200) {
            throw new AssertionError("GET answered " + response.statusCode());
        }
        lines = response.body();
        Thread.startVirtualThread(this::collect);
    }

    private void collect() {
        try {
            lines.filter(line -> line.startsWith("data:")).forEach(messages::add);
        } catch (UncheckedIOException closed) {
            messages.add("closed");
        }
    }

    /** Opened when this returns. */
    static Listener open(URI endpoint, List<String> headers) {
        var request = HttpRequest.newBuilder(endpoint).header("Accept", "text/event-stream");
        request.headers(headers.toArray(String[]::new));
        try {
            return new Listener(request.GET().build());
        } catch (IOException failed) {
            throw new AssertionError("no stream", failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
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
