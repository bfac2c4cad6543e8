package io.nexusmcp.core.audit;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Outage;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.identity.Caller;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the audit entry of each request and hands what they become to the sink, then to the listeners. Safe for use
 * by many threads.
 */
public final class Audit {
    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private static final String HUB_TRACE = "0".repeat(32);
    private static final String HUB_PEER = "hub";

    private final AuditSink sink;
    private final List<AuditListener> listeners;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final PreAuthSummary beforeAuthentication;
    private final Outage unwritten = new Outage(LOG, "an audit event could not be written, its request is refused");

    /** @param nanos a source like {@link System#nanoTime()} */
    public Audit(AuditSink sink, List<AuditListener> listeners, InstantSource clock, LongSupplier nanos) {
        this.sink = sink;
        this.listeners = List.copyOf(listeners);
        this.clock = clock;
        this.nanos = nanos;
        this.beforeAuthentication = new PreAuthSummary(nanos);
    }

    /** The entry of a request on the data plane. */
    public AuditEntry open(Inbound inbound) {
        return open(AuditEvent.Kind.MCP, inbound.traceId(), inbound.peer());
    }

    /** The entry of a request that has no {@link Inbound}, such as one on the admin plane. */
    public AuditEntry open(AuditEvent.Kind kind, String traceId, InetAddress peer) {
        return new AuditEntry(this, kind, traceId, peer, nanos.getAsLong());
    }

    /** Records what the hub did or noticed by itself, such as a start or a reload. */
    public void system(String operation, AuditEvent.Verdict verdict, String policyVersion) {
        record(systemEvent(operation, HUB_PEER, verdict, policyVersion));
    }

    /** Whether requests may be served; while the log cannot be written, they must be refused. */
    public boolean isWritable() {
        return sink.isWritable();
    }

    /**
     * Records the summaries of refusals whose second is over. To be called about once a second, and at the end with
     * {@code all}.
     */
    public void flushSummaries(boolean all) {
        for (var summary : beforeAuthentication.take(all)) {
            var verdict = new AuditEvent.Verdict(
                    AuditEvent.Outcome.DENIED,
                    Optional.of("before_authentication"),
                    Optional.of(summary.count() + " more refusals before authentication"));
            record(systemEvent("refusals/summary", summary.peer(), verdict, ""));
        }
    }

    LongSupplier nanos() {
        return nanos;
    }

    InstantSource clock() {
        return clock;
    }

    /** Whether a refusal before authentication gets an event of its own; if not, it was counted. */
    boolean admitsRefusal(InetAddress peer) {
        flushSummaries(false);
        return beforeAuthentication.admits(peer);
    }

    /** Writes, then tells the listeners; {@link Refused} when it could not be written. */
    void record(AuditEvent event) {
        try {
            sink.append(event);
            unwritten.worked();
        } catch (AuditFailure failure) {
            unwritten.failed(failure);
            throw new Refused(new Refusal.Unavailable("audit"));
        }
        tell(listener -> listener.recorded(event));
    }

    /** Tells the listeners of a refusal that was only counted. */
    void summarized(AuditEvent event) {
        tell(listener -> listener.summarized(event));
    }

    /** The event is written by now, so a listener that breaks its promise must not cost the caller the answer. */
    private void tell(Consumer<AuditListener> word) {
        for (var listener : listeners) {
            try {
                word.accept(listener);
            } catch (RuntimeException e) {
                LOG.warn("an audit listener failed", e);
            }
        }
    }

    private AuditEvent systemEvent(String operation, String peer, AuditEvent.Verdict verdict, String policyVersion) {
        return new AuditEvent(
                clock.instant(),
                HUB_TRACE,
                AuditEvent.Kind.SYSTEM,
                new AuditEvent.Who(Caller.DEFAULT_WORKSPACE, Optional.empty(), Optional.empty(), peer),
                new AuditEvent.What(operation, Optional.empty(), Optional.empty(), Optional.empty()),
                verdict,
                new AuditEvent.Took(0, 0),
                policyVersion);
    }
}
