package io.nexusmcp.core.pipeline;

import java.time.Duration;

/**
 * What questions to clients may cost.
 *
 * @param patience how long a client has for one question
 * @param gathering how long a parked call waits for more questions before its client is asked the first
 * @param maxPerCaller questions of legacy sessions, and parked calls, that one caller may have open
 * @param maxInAll the same for all callers together
 */
public record QuestionLimits(Duration patience, Duration gathering, int maxPerCaller, int maxInAll) {
    public static final QuestionLimits DEFAULT =
            new QuestionLimits(Duration.ofMinutes(10), Duration.ofMillis(50), 16, 1_000);
}
