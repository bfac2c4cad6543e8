package io.nexusmcp.web;

import java.time.Duration;

/**
 * Where one listener accepts requests, and with which threads; fixed as long as it listens.
 *
 * @param port 0 for any free port
 * @param insecurePlaintext whether a listener beyond loopback may go without TLS and without a trusted proxy before it
 * @param drainTimeout how long stopping waits for calls to finish
 */
public record ListenerSettings(
        String host, int port, boolean insecurePlaintext, Duration drainTimeout, Threads threads) {

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
        return new ListenerSettings(host, port, false, Duration.ofSeconds(30), new Threads(ThreadKind.VIRTUAL, 50));
    }
}
