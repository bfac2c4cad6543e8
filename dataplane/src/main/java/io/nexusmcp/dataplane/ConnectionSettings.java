package io.nexusmcp.dataplane;

import java.time.Duration;

/**
 * Which transports besides Streamable HTTP clients may use.
 *
 * @param sse HTTP+SSE of revision 2024-11-05
 * @param ping between pings on a WebSocket
 */
public record ConnectionSettings(boolean sse, boolean webSocket, Duration ping) {
    /** What the hub offers unless it is told otherwise. */
    public static final ConnectionSettings DEFAULT = new ConnectionSettings(false, true, Duration.ofSeconds(30));
}
