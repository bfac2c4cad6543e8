package io.nexusmcp.upstream;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * What a server is told by the way on one connection, each on a thread of its own: who tells it does not wait. No more
 * than a few at once, and none for long.
 */
final class Courtesies {
    /** For one of them. */
    static final Duration TIME = Duration.ofSeconds(2);

    private static final int MAX_AT_ONCE = 16;

    private final Semaphore places = new Semaphore(MAX_AT_ONCE);

    /** False when too many are under way, so that this one is left out. */
    boolean offer(Consumer<Deadline> sending) {
        if (!places.tryAcquire()) {
            return false;
        }
        Thread.startVirtualThread(() -> {
            try {
                sending.accept(Deadline.in(TIME));
            } catch (UpstreamException _) {
                // the server is not there to be told
            } finally {
                places.release();
            }
        });
        return true;
    }
}
