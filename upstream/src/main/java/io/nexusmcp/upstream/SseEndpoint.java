package io.nexusmcp.upstream;

import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.Era;
import java.util.function.Supplier;

/**
 * A server behind HTTP+SSE. All its messages of one connection come on one stream, and nothing tells which call a
 * question belongs to, so each caller has connections of its own.
 */
final class SseEndpoint implements Endpoint {
    private final HttpTransport transport;
    private final Supplier<UpstreamLimits> limits;

    SseEndpoint(HttpTransport transport, Supplier<UpstreamLimits> limits) {
        this.transport = transport;
        this.limits = limits;
    }

    /** Whether {@code initialize} is refused with this status by servers that may have the older transport only. */
    static boolean mayBeOlder(int status) {
        return status == 400 || status == 404 || status == 405;
    }

    /** Opens one connection and greets the server. */
    static ChannelLink link(
            HttpTransport transport,
            Supplier<UpstreamLimits> limits,
            LinkEvents events,
            ClientAbilities declared,
            Deadline deadline) {
        var wire = new SseWire(transport);
        try {
            var channel = new MessageChannel(wire, limits, events, declared);
            return ChannelLink.open(wire, channel, Era.LEGACY, false, events, deadline);
        } catch (RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    @Override
    public Link connect(LinkEvents events, Deadline deadline) {
        return link(transport, limits, events, ClientAbilities.NONE, deadline);
    }

    @Override
    public Link open(Link own, ClientAbilities declared, LinkEvents events, Deadline deadline) {
        return link(transport, limits, events, declared, deadline);
    }

    @Override
    public boolean isShared(Link own) {
        return false;
    }

    /** Each holds a connection, of which calls need some, too. */
    @Override
    public int maxLinks() {
        var counts = limits.get().counts();
        return Math.min(counts.maxSessions(), counts.maxCalls() / 2);
    }

    @Override
    public boolean hasChangedEra(Link own, Deadline deadline) {
        return false;
    }

    @Override
    public void close() {
        transport.close();
    }
}
