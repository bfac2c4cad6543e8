package io.nexusmcp.upstream;

import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.Era;
import java.util.function.Supplier;

/**
 * A server behind WebSocket. Its era is found out on a connection of its own, since the first message on one decides.
 * Nothing tells which call a question belongs to, so each caller has connections of its own.
 */
final class WebSocketEndpoint implements Endpoint {
    private final WebSocketClient client;
    private final Arrivals arrivals;
    private final Supplier<UpstreamLimits> limits;
    private final EraVerdict verdict;

    WebSocketEndpoint(WebSocketClient client, Arrivals arrivals, Supplier<UpstreamLimits> limits, EraVerdict verdict) {
        this.client = client;
        this.arrivals = arrivals;
        this.limits = limits;
        this.verdict = verdict;
    }

    @Override
    public Link connect(LinkEvents events, Deadline deadline) {
        var era = verdict.era().orElseGet(() -> probe(deadline));
        try {
            var link = link(era, events, ClientAbilities.NONE, deadline);
            verdict.found(link.greeting().revision().era());
            return link;
        } catch (UpstreamException e) {
            verdict.forget();
            throw e;
        }
    }

    /** A server that does not take the connection says nothing about its era by that. */
    private Era probe(Deadline deadline) {
        var wire = wire(deadline);
        try (wire) {
            var channel = new MessageChannel(wire, limits, LinkEvents.IGNORED, ClientAbilities.NONE);
            return Handshake.era(ChannelLink.ask(
                    channel, deadline.atMost(limits.get().times().probe())));
        } catch (UpstreamException _) {
            return Era.LEGACY; // silence, an error, or the end: it knows no such message
        }
    }

    @Override
    public Link open(Link own, ClientAbilities declared, LinkEvents events, Deadline deadline) {
        return link(own.greeting().revision().era(), events, declared, deadline);
    }

    private Link link(Era era, LinkEvents events, ClientAbilities declared, Deadline deadline) {
        var wire = wire(deadline);
        try {
            var channel = new MessageChannel(wire, limits, events, declared);
            return ChannelLink.open(wire, channel, era, false, events, deadline);
        } catch (RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    private WebSocketWire wire(Deadline deadline) {
        return WebSocketWire.open(client, arrivals, () -> limits.get().sizes().maxEventBytes(), deadline);
    }

    @Override
    public boolean isShared(Link own) {
        return false;
    }

    @Override
    public int maxLinks() {
        return limits.get().counts().maxSessions();
    }

    @Override
    public boolean hasChangedEra(Link own, Deadline deadline) {
        return false;
    }

    @Override
    public void close() {
        client.close();
    }
}
