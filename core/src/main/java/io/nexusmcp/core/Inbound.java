package io.nexusmcp.core;

import io.nexusmcp.protocol.ClientMessage;
import io.nexusmcp.protocol.FrontDecoder;
import io.nexusmcp.protocol.Headers;
import io.nexusmcp.protocol.json.JsonLimits;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * A request as it came in, before anything is known of it. The body is read only when a stage asks for it.
 *
 * @param peer the address of the caller, behind declared trusted proxies the one they vouch for
 * @param traceId 32 hexadecimal digits, the same in logs, audit and answers
 */
public record Inbound(
        Verb verb, Mount mount, Headers headers, InetAddress peer, Body body, Instant received, String traceId) {

    /** What the HTTP method asks of an MCP endpoint, or a message of another transport in its place. */
    public enum Verb {
        POST,
        GET,
        DELETE,
        /** To keep a connection open on which messages go both ways. */
        CONNECT
    }

    /** For what outlives its request: what is kept for hours keeps nothing that it does not need. */
    public Inbound withoutBody() {
        return new Inbound(verb, mount, headers, peer, () -> new byte[0], received, traceId);
    }

    /** The bytes of the request. */
    @FunctionalInterface
    public interface Body {
        /** All bytes; {@link Refused} when there are too many or they come too slowly. */
        byte[] read();

        /** What they say. Over HTTP it takes the headers as well to know what is meant. */
        default ClientMessage decode(Headers headers, JsonLimits limits) {
            return FrontDecoder.decode(headers, read(), limits);
        }

        /** Whether headers repeat what stands in it, as they do over HTTP. */
        default boolean isMirrored() {
            return true;
        }

        /** The caller whose connection it came on: from anybody else it counts for nothing. */
        default Optional<String> owner() {
            return Optional.empty();
        }
    }
}
