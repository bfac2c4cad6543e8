package io.nexusmcp.core.pipeline;

import java.time.Duration;

/**
 * What questions to clients may cost.
 *
 * @param patience how long a client has for one question
 * @param gathering how long a parked call waits for more questions before its client is asked the first
 * @param open questions of legacy sessions that are not answered
 * @param parked calls that wait for modern clients to come again
 * @param maxRounds how often a modern server is called again with answers while one request is open
 */
public record QuestionLimits(Duration patience, Duration gathering, Count open, Count parked, int maxRounds) {
    public static final QuestionLimits DEFAULT = new QuestionLimits(
            Duration.ofMinutes(10), Duration.ofMillis(50), new Count(16, 1_000), new Count(16, 1_000), 8);

    /** How many of a kind one caller may have at the same time, and all callers together. */
    public record Count(int perCaller, int inAll) {}
}
