package io.nexusmcp.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A client of HTTP+SSE: a stream that is read as it comes, and posts to the address that it named. */
final class SseClient implements ConnectedClient {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final String key;
    private final URI address;

    private SseClient(URI stream, String key) {
        this.key = key;
        var request = HttpRequest.newBuilder(stream)
                .header("Authorization", "Bearer " + key)
                .header("Accept", "text/event-stream")
                .build();
        HttpResponse<Stream<String>> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofLines());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
        if (response.statusCode() != 200) {
            throw new AssertionError("no stream: " + response.statusCode());
        }
        var lines = response.body().iterator();
        var event = lines.next();
        var data = lines.next();
        if (!event.equals("event: endpoint") || !data.startsWith("data: ")) {
            throw new AssertionError("no address first: " + event + " " + data);
        }
        this.address = stream.resolve(data.substring("data: ".length()));
        Thread.ofVirtual().start(() -> {
            try {
                while (lines.hasNext()) {
                    var line = lines.next();
                    if (line.startsWith("data: ")) {
                        messages.add(Json.read(line.substring("data: ".length())));
                    }
                }
            } catch (UncheckedIOException cut) {
                // a stream that is cut has ended, too
            } finally {
                ended.countDown();
            }
        });
    }

    /** Opens the stream at {@code endpoint + "/sse"} and waits for the address. */
    static SseClient connect(URI endpoint, String key) {
        return new SseClient(URI.create(endpoint + "/sse"), key);
    }

    /** The same, after the handshake. */
    static SseClient initialized(URI endpoint, String key, String revision, String capabilities) {
        var client = connect(endpoint, key);
        client.initialize(revision, capabilities);
        return client;
    }

    URI address() {
        return address;
    }

    @Override
    public void send(String message) {
        var answer = post(message);
        if (answer.status() != 202) {
            throw new AssertionError("not accepted: " + answer.status() + " " + answer.body());
        }
    }

    Wire.Answer post(String body) {
        return postAs(key, body);
    }

    /** With another caller's key, or none for an empty one. */
    Wire.Answer postAs(String otherKey, String body) {
        var headers = otherKey.isEmpty() ? List.<String>of() : List.of("Authorization", "Bearer " + otherKey);
        return Wire.post(address, body, headers);
    }

    @Override
    public JsonNode next(Predicate<JsonNode> wanted) {
        try {
            while (true) {
                var message = messages.poll(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                if (message == null) {
                    throw new AssertionError("the message did not come");
                }
                if (wanted.test(message)) {
                    return message;
                }
            }
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /** What came and was not looked at. */
    List<JsonNode> unread() {
        return List.copyOf(messages);
    }

    boolean awaitEnd() {
        try {
            return ended.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
