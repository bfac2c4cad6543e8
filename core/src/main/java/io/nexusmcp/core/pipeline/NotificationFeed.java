package io.nexusmcp.core.pipeline;

import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.Optional;

/** The messages for one open stream: a GET of a session, or a modern listen. */
public interface NotificationFeed extends AutoCloseable {
    /** The next message, or empty when none came in time. */
    Optional<JsonSlice> next(Duration patience) throws InterruptedException;

    /** The event id of the message that came last; empty where clients cannot come again for the stream. */
    default Optional<String> eventId() {
        return Optional.empty();
    }

    /** What is said last when the hub ends the stream and the client is still there. */
    default Optional<JsonSlice> farewell() {
        return Optional.empty();
    }

    /** What the stream is to begin with. */
    default Optional<Priming> priming() {
        return Optional.empty();
    }

    /** Whether the hub ended the stream, because the session ended or its caller lost access. */
    boolean isEnded();

    /** Tells the hub that the client's side is gone. */
    @Override
    void close();
}
