package io.nexusmcp.web;

import java.time.Duration;

/**
 * Where one listener accepts requests, how much of one it reads, and how long it waits.
 *
 * @param port 0 for any free port
 * @param insecurePlaintext whether a listener beyond loopback may go without TLS and without a trusted proxy before it
 * @param maxHeaderBytes request line and headers together
 * @param headerTimeout from the first byte of a request to the end of its headers, however steadily they drip
 * @param bodyTimeout from the first wait for a body to its end
 * @param idleTimeout between requests of one connection, and without any progress inside one
 * @param minBytesPerSecond a body that stays below this for longer than two seconds is cut; 0 for no such limit
 * @param maxConnectionsPerIp does not count declared trusted proxies
 * @param drainTimeout how long stopping waits for calls to finish
 */
public record ListenerSettings(
        String host,
        int port,
        boolean insecurePlaintext,
        int maxHeaderBytes,
        int maxBodyBytes,
        Duration headerTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        int minBytesPerSecond,
        int maxConnections,
        int maxConnectionsPerIp,
        Duration drainTimeout,
        Threads threads) {

    /** Which threads run handlers. With platform threads, that many calls that wait for slow servers delay all others. */
    public enum ThreadKind {
        VIRTUAL,
        PLATFORM
    }

    /**
     * The threads of one listener.
     *
     * @param max platform threads at most; with virtual handlers these only accept and select
     */
    public record Threads(ThreadKind kind, int max) {}

    /** Safe defaults for one address. */
    public static ListenerSettings of(String host, int port) {
        return new ListenerSettings(
                host,
                port,
                false,
                16 << 10,
                10 << 20,
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                1_000,
                10_000,
                1_000,
                Duration.ofSeconds(30),
                new Threads(ThreadKind.VIRTUAL, 50));
    }
}
