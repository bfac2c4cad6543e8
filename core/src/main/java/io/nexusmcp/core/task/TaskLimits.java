package io.nexusmcp.core.task;

import java.time.Duration;

/**
 * What tasks may cost.
 *
 * @param maxPerCaller tasks of one caller that have not expired
 * @param maxInAll the same for all callers together
 * @param longestTtl how long a task is kept at most, whatever client and server say
 */
public record TaskLimits(int maxPerCaller, int maxInAll, Duration longestTtl) {
    private static final Duration USUAL_TTL = Duration.ofHours(1);
    private static final Duration LEAST_TTL = Duration.ofSeconds(1);
    private static final Duration USUAL_POLL = Duration.ofSeconds(1);
    private static final Duration LEAST_POLL = Duration.ofMillis(100);
    private static final Duration LONGEST_POLL = Duration.ofMinutes(1);
    /** Results that the hub holds for its clients, since their servers gave them at once. */
    static final long MAX_BYTES_PER_CALLER = 16L << 20;

    static final long MAX_BYTES_IN_ALL = 512L << 20;
    /** Characters of what a server says of the state of its task. */
    static final int MAX_MESSAGE = 4_096;

    public static final TaskLimits DEFAULT = new TaskLimits(100, 10_000, Duration.ofHours(24));

    /** What a server is asked to keep a task for, where the client did not say. */
    public Duration usualTtl() {
        return between(LEAST_TTL, USUAL_TTL, longestTtl);
    }

    public Duration ttl(Duration wanted) {
        return between(LEAST_TTL, wanted, longestTtl);
    }

    static Duration usualPollInterval() {
        return USUAL_POLL;
    }

    static Duration pollInterval(Duration said) {
        return between(LEAST_POLL, said, LONGEST_POLL);
    }

    private static Duration between(Duration least, Duration wanted, Duration most) {
        var atLeast = wanted.compareTo(least) < 0 ? least : wanted;
        return atLeast.compareTo(most) > 0 ? most : atLeast;
    }
}
