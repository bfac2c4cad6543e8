package io.nexusmcp.web;

import java.time.Duration;

/**
 * How much of a request a listener reads, how long it waits, and for how many.
 *
 * @param maxHeaderBytes request line and headers together; of connections opened from now on
 * @param headerTimeout from the first byte of a request to the end of its headers, however steadily they drip
 * @param bodyTimeout from the first wait for a body to its end
 * @param idleTimeout between requests of one connection, and without any progress inside one; a longer one than
 *     before counts for connections opened from now on
 * @param minBytesPerSecond a body that stays below this for longer than two seconds is cut; 0 for no such limit
 * @param maxConnectionsPerIp does not count declared trusted proxies
 */
public record DoorLimits(
        int maxHeaderBytes,
        int maxBodyBytes,
        Duration headerTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        int minBytesPerSecond,
        int maxConnections,
        int maxConnectionsPerIp) {
    public static final DoorLimits DEFAULT = new DoorLimits(
            16 << 10,
            10 << 20,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            1_000,
            10_000,
            1_000);

    /** Those of one body. */
    public BodyReader.Limits body() {
        return new BodyReader.Limits(maxBodyBytes, bodyTimeout, minBytesPerSecond);
    }
}
