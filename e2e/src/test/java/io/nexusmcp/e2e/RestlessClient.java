package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client that calls all the time on streams, each call with an argument of its own, and never sends one a second time
 * unless it surely was not sent. With a session it also has a stream open on which it hears of changes.
 */
final class RestlessClient implements AutoCloseable {
    /** How a call ended. */
    enum End {
        ANSWERED,
        /** The hub is stopping, or has not found the server again and knows no such tool. */
        REFUSED,
        /** The hub said that the answer is lost, or the connection broke and the era has no way to go on. */
        LOST
    }

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final int MILLIS = 150;
    private static final int UNKNOWN = -32602;
    private static final int STOPPING = 503;

    private final String name;
    private final URI endpoint;
    private final String key;
    private final StreamClient session;
    private final Map<String, End> ends = new ConcurrentHashMap<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger listened = new AtomicInteger();
    private final Thread caller;
    private final Thread listener;
    private volatile boolean isOver;
    private volatile String problem = "";

    private RestlessClient(String name, URI endpoint, String key, StreamClient session) {
        this.name = name;
        this.endpoint = endpoint;
        this.key = key;
        this.session = session;
        this.caller = Thread.ofVirtual().unstarted(() -> run(this::callAll));
        this.listener = Thread.ofVirtual().unstarted(() -> run(this::listenAll));
    }

    static RestlessClient start(String name, URI endpoint, String key, boolean isModern) {
        var session = isModern
                ? new StreamClient(endpoint, key, Http.MODERN, "")
                : StreamClient.open(endpoint, key, "2025-11-25");
        var client = new RestlessClient(name, endpoint, key, session);
        client.caller.start();
        if (!isModern) {
            client.listener.start();
        }
        return client;
    }

    private boolean isModern() {
        return session.session().isEmpty();
    }

    /** How every call so far ended, by its argument. */
    Map<String, End> ends() {
        return Map.copyOf(ends);
    }

    int answered() {
        return answered.get();
    }

    /** How often it opened its own stream, or went on with it. */
    int listened() {
        return isModern() ? Integer.MAX_VALUE : listened.get();
    }

    /** What should not have happened; empty if nothing. */
    String problem() {
        return problem;
    }

    private void run(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | AssertionError e) {
            problem = name + ": " + e;
        }
    }

    private void callAll() {
        for (int call = 1; !isOver; call++) {
            var nonce = name + "-" + call + ".";
            var end = isModern() ? stateless(nonce) : onStream(nonce, call);
            ends.put(nonce, end);
            if (end == End.ANSWERED) {
                answered.incrementAndGet();
            }
        }
    }

    private static ObjectNode arguments(String nonce) {
        return Json.object().put("millis", MILLIS).put("nonce", nonce);
    }

    private End stateless(String nonce) {
        while (true) {
            var params = Json.object().put("name", "slow");
            params.set("arguments", arguments(nonce));
            params.putObject("_meta").put("progressToken", nonce);
            try {
                return end(Http.modern(endpoint, key, "tools/call", params));
            } catch (UncheckedIOException failed) {
                if (!isNotSent(failed)) {
                    return End.LOST;
                }
                rest();
            }
        }
    }

    private End onStream(String nonce, int id) {
        while (true) {
            try (var stream = session.call(id, "slow", arguments(nonce))) {
                return followed(stream, id);
            } catch (UncheckedIOException failed) {
                if (!isNotSent(failed)) {
                    return End.LOST;
                }
                rest();
            }
        }
    }

    /** Goes on with the stream as often as it breaks. */
    private End followed(EventReader first, int id) {
        if (first.status() == STOPPING) {
            rest();
            return End.REFUSED;
        }
        assertThat(first.status()).as("a call of %s", name).isEqualTo(200);
        if (first.type().startsWith("application/json")) {
            return end(Json.read(first.body()));
        }
        var answer = answer(first, id);
        var last = first.lastId();
        while (answer.isMissingNode() && !last.isEmpty()) {
            rest();
            try (var again = session.listen(last)) {
                assertThat(again.status()).as("%s comes again", name).isIn(200, STOPPING);
                if (again.status() == STOPPING) {
                    continue;
                }
                answer = answer(again, id);
                last = again.lastId().isEmpty() ? last : again.lastId();
            } catch (UncheckedIOException notThere) {
                answer = Json.object().path("none yet");
            }
        }
        return answer.isMissingNode() ? End.LOST : end(answer);
    }

    private static JsonNode answer(EventReader stream, int id) {
        try {
            return stream.messages().stream()
                    .filter(message ->
                            !message.has("method") && message.path("id").asInt() == id)
                    .findFirst()
                    .orElse(Json.object().path("none yet"));
        } catch (UncheckedIOException broken) {
            return Json.object().path("none yet");
        }
    }

    private static End end(JsonNode answer) {
        int code = answer.path("error").path("code").asInt();
        if (code == UNKNOWN || code == STOPPING) {
            rest();
            return End.REFUSED;
        }
        return answer.toString().contains("took " + MILLIS + " ms") ? End.ANSWERED : End.LOST;
    }

    private void listenAll() {
        var last = "";
        while (!isOver) {
            try (var stream = session.listen(last)) {
                assertThat(stream.status()).as("the stream of %s", name).isIn(200, STOPPING);
                if (stream.status() == STOPPING) {
                    rest();
                    continue;
                }
                listened.incrementAndGet();
                for (var next = stream.next(); next.isPresent(); next = stream.next()) {
                    last = stream.lastId();
                }
            } catch (UncheckedIOException broken) {
                rest();
            }
        }
    }

    /** Nobody took the connection, so the call cannot have been executed. */
    private static boolean isNotSent(UncheckedIOException failed) {
        return failed.getCause() instanceof ConnectException;
    }

    private static void rest() {
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    /** Ends after the call that is under way. */
    void finish() throws InterruptedException {
        isOver = true;
        caller.join(Duration.ofSeconds(60));
        assertThat(caller.isAlive()).as("%s still calls", name).isFalse();
    }

    @Override
    public void close() {
        isOver = true;
        listener.interrupt();
    }
}
