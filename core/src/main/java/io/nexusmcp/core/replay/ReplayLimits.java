package io.nexusmcp.core.replay;

import java.time.Duration;

/**
 * What may be kept.
 *
 * @param lifetime how long after the end of a stream, or after its client was last there
 */
public record ReplayLimits(Room perCaller, Room inAll, Duration lifetime) {
    public static final ReplayLimits DEFAULT =
            new ReplayLimits(new Room(1_000, 4 << 20), new Room(100_000, 32 << 20), Duration.ofMinutes(5));

    /** A number of messages and their bytes together. */
    public record Room(int events, long bytes) {}
}
