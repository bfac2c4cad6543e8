package io.nexusmcp.core;

import io.nexusmcp.protocol.Headers;
import java.net.InetAddress;
import java.time.Instant;

/**
 * A request as it came in, before anything is known of it. The body is read only when a stage asks for it.
 *
 * @param peer the address of the caller, behind declared trusted proxies the one they vouch for
 * @param traceId 32 hexadecimal digits, the same in logs, audit and answers
 */
public record Inbound(
        Verb verb, Mount mount, Headers headers, InetAddress peer, Body body, Instant received, String traceId) {

    /** What the HTTP method asks of an MCP endpoint. */
    public enum Verb {
        POST,
        GET,
        DELETE
    }

    /** The bytes of the request. */
    @FunctionalInterface
    public interface Body {
        /** All bytes; {@link Refused} when there are too many or they come too slowly. */
        byte[] read();
    }
}
