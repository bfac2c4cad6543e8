package io.nexusmcp.upstream;

import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.Era;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A server behind HTTP, whose transport is found out: Streamable HTTP, in the modern era one address for all and in the
 * legacy era a session for each caller, or the older HTTP+SSE.
 */
final class HttpEndpoint implements Endpoint {
    /** A server may also take the request for a stream and never send anything. */
    private static final Duration PATIENCE_WITH_OLDER = Duration.ofSeconds(10);

    private final HttpTransport transport;
    private final Supplier<UpstreamLimits> limits;
    private final EraVerdict verdict;

    HttpEndpoint(HttpTransport transport, Supplier<UpstreamLimits> limits, EraVerdict verdict) {
        this.transport = transport;
        this.limits = limits;
        this.verdict = verdict;
    }

    @Override
    public Link connect(LinkEvents events, Deadline deadline) {
        try {
            var known = verdict.era();
            if (known.isEmpty()) {
                return probed(events, deadline);
            }
            return known.get() == Era.MODERN
                    ? ModernHttpLink.of(transport, ModernHttpLink.discover(transport, deadline), events)
                    : legacy(events, deadline);
        } catch (UpstreamException e) {
            verdict.forget();
            throw e;
        }
    }

    private Link probed(LinkEvents events, Deadline deadline) {
        try {
            var answer = ModernHttpLink.discover(transport, deadline);
            if (Handshake.era(answer.message()) == Era.MODERN) {
                var link = ModernHttpLink.of(transport, answer, events);
                verdict.found(Era.MODERN);
                return link;
            }
        } catch (UpstreamException.Overdue | UpstreamException.Unreachable e) {
            throw e;
        } catch (UpstreamException.HttpStatus e) {
            refuseIfNoEvidence(e);
        } catch (UpstreamException.Malformed _) {
            // a web page, an empty answer: a server that has not heard of the method
        }
        var link = legacy(events, deadline);
        verdict.found(Era.LEGACY);
        return link;
    }

    /** These say nothing about what the server speaks. */
    private static void refuseIfNoEvidence(UpstreamException.HttpStatus e) {
        int status = e.status();
        if (status == 401 || status == 403 || status == 407 || status == 408 || status == 429 || status >= 500) {
            throw e;
        }
    }

    private Link legacy(LinkEvents events, Deadline deadline) {
        try {
            var link = SessionHttpLink.open(transport, true, ClientAbilities.NONE, events, deadline);
            link.listen();
            return link;
        } catch (UpstreamException.HttpStatus refused) {
            if (!SseEndpoint.mayBeOlder(refused.status())) {
                throw refused;
            }
            return older(refused, events, deadline.atMost(PATIENCE_WITH_OLDER));
        }
    }

    /** What the server said first is what it is down for, unless it speaks the older transport. */
    private Link older(UpstreamException.HttpStatus refused, LinkEvents events, Deadline deadline) {
        try {
            return SseEndpoint.link(transport, limits, events, ClientAbilities.NONE, deadline);
        } catch (UpstreamException _) {
            throw refused;
        }
    }

    @Override
    public Link open(Link own, ClientAbilities declared, LinkEvents events, Deadline deadline) {
        return own instanceof ChannelLink
                ? SseEndpoint.link(transport, limits, events, declared, deadline)
                : SessionHttpLink.open(transport, false, declared, events, deadline);
    }

    @Override
    public boolean isShared(Link own) {
        return own instanceof ModernHttpLink || own instanceof SessionHttpLink session && !session.hasSession();
    }

    @Override
    public int maxLinks() {
        return limits.get().counts().maxSessions();
    }

    @Override
    public boolean hasChangedEra(Link own, Deadline deadline) {
        if (!verdict.isOld()) {
            return false;
        }
        try {
            var era = Handshake.era(ModernHttpLink.discover(transport, deadline).message());
            verdict.found(era);
            return era == Era.MODERN;
        } catch (UpstreamException _) {
            verdict.found(Era.LEGACY);
            return false;
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
