package io.nexusmcp.dataplane;

import java.time.Duration;

/**
 * The times of answers that are streams.
 *
 * @param firstBeat after which a call that is still running opens its stream, so that a client that left is noticed;
 *     only where leaving means cancelling, which is so in the modern era
 * @param callBeat between comments on such a stream
 * @param idleBeat between comments on any other open stream
 * @param maxAge after which a stream of changes ends and the client has to come again with its credential
 * @param writeTimeout how long a client may take to read what was sent at one time
 */
public record StreamSettings(
        Duration firstBeat, Duration callBeat, Duration idleBeat, Duration maxAge, Duration writeTimeout) {
    public static final StreamSettings DEFAULT = new StreamSettings(
            Duration.ofSeconds(1),
            Duration.ofMillis(500),
            Duration.ofSeconds(15),
            Duration.ofHours(1),
            Duration.ofSeconds(30));
}
