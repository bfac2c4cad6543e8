package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.limit.Quota;
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
public record QuestionLimits(Duration patience, Duration gathering, Quota open, Quota parked, int maxRounds) {
    public static final QuestionLimits DEFAULT = new QuestionLimits(
            Duration.ofMinutes(10), Duration.ofMillis(50), new Quota(16, 1_000), new Quota(16, 1_000), 8);
}
