package io.nexusmcp.core.pipeline;

import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Optional;

/** Where the messages of one answer are kept for a client that loses its connection. Safe for use by many threads. */
public interface StreamLog {
    /** Whether there is a {@link #priming}. */
    boolean isPrimed();

    /** What the stream is to begin with; empty for revisions whose clients cannot bear it. */
    Optional<Priming> priming();

    /** Keeps a message and gives the id of its event. */
    String keep(JsonSlice message);

    /** Nothing follows. */
    void end(boolean hasReachedClient);

    /** Runs once when the client goes on elsewhere while the answer is still open. */
    void whenTakenOver(Runnable action);
}
