package io.nexusmcp.dataplane;

/**
 * Which transports besides Streamable HTTP clients may use.
 *
 * @param sse HTTP+SSE of revision 2024-11-05
 */
public record ConnectionSettings(boolean sse) {
    /** What the hub offers unless it is told otherwise. */
    public static final ConnectionSettings DEFAULT = new ConnectionSettings(false);
}
