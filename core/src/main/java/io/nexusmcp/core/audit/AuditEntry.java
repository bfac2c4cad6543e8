package io.nexusmcp.core.audit;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.identity.Caller;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * The audit record of one request while it is served: opened first, closed last. Closing writes exactly one event
 * however often it is called; a request nobody called allowed or denied is recorded as failed. One thread at a time
 * fills it; closing is safe from any thread.
 */
public final class AuditEntry implements AutoCloseable {
    private static final int MAX_TARGET_LENGTH = 256;
    private static final AuditEvent.Verdict UNFORESEEN =
            new AuditEvent.Verdict(AuditEvent.Outcome.FAILED, Optional.of("internal"), Optional.empty());
    private static final AuditEvent.Verdict ALLOWED =
            new AuditEvent.Verdict(AuditEvent.Outcome.ALLOWED, Optional.empty(), Optional.empty());

    private final Audit audit;
    private final AuditEvent.Kind kind;
    private final String traceId;
    private final InetAddress peer;
    private final long opened;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private volatile Optional<Caller> caller = Optional.empty();
    private volatile AuditEvent.What what =
            new AuditEvent.What("unknown", Optional.empty(), Optional.empty(), Optional.empty());
    private volatile AuditEvent.Verdict verdict = UNFORESEEN;
    private volatile String policyVersion = "";
    private volatile long upstreamNanos;
    private volatile String redactions = "";
    private volatile String waived = "";

    AuditEntry(Audit audit, AuditEvent.Kind kind, String traceId, InetAddress peer, long opened) {
        this.audit = audit;
        this.kind = kind;
        this.traceId = traceId;
        this.peer = peer;
        this.opened = opened;
    }

    /** Gives the caller back, so that authentication and its record are one expression. */
    public Caller calledBy(Caller authenticated) {
        caller = Optional.of(authenticated);
        return authenticated;
    }

    /** @param target cut to 256 characters */
    public void asked(
            String operation, Optional<String> server, Optional<String> target, Optional<String> definitionHash) {
        what = new AuditEvent.What(operation, server, target.map(text -> cut(text, MAX_TARGET_LENGTH)), definitionHash);
    }

    public void withPolicy(String version) {
        policyVersion = version;
    }

    /** Time spent waiting for a server; several waits add up. */
    public synchronized void upstreamTook(long nanoseconds) {
        upstreamNanos += nanoseconds;
    }

    public void allowed() {
        var reason = !redactions.isEmpty() ? "redacted" : waived.isEmpty() ? "" : "exempted";
        verdict = reason.isEmpty()
                ? ALLOWED
                : new AuditEvent.Verdict(
                        AuditEvent.Outcome.ALLOWED,
                        Optional.of(reason),
                        Optional.of((redactions + " " + waived).strip()));
    }

    /** Notes how many parts of the answer each detector took away; an allowed request says so as its detail. */
    public void redacted(Map<String, Integer> counts) {
        if (!counts.isEmpty()) {
            redactions = new TreeMap<>(counts)
                    .entrySet().stream()
                            .map(count -> count.getKey() + "=" + count.getValue())
                            .collect(Collectors.joining(","));
        }
    }

    /** Notes a rule of a guard that the request broke and that the operator exempted its target from. */
    public void waived(String rule) {
        waived = "exempt:" + rule;
    }

    public void denied(Refusal refusal) {
        verdict = Verdicts.of(refusal);
    }

    /** Denied for a reason of one plane's own; {@code detail} repeats nothing a caller sent. */
    public void denied(String reason, String detail) {
        verdict = new AuditEvent.Verdict(AuditEvent.Outcome.DENIED, Optional.of(reason), Optional.of(detail));
    }

    /**
     * Writes an event of its own, beside the one of the request, for a question that the server of this call put to
     * the client. Also after the entry was closed, since a call may go on; {@link io.nexusmcp.core.Refused} when it
     * cannot be written.
     *
     * @param method what is asked, such as {@code elicitation/create}
     */
    public void question(String method, AuditEvent.Outcome outcome, String reason, Optional<String> detail) {
        aside(method, outcome, reason, detail);
    }

    /** The same for whatever else happens besides the request itself. */
    public void aside(String operation, AuditEvent.Outcome outcome, String reason, Optional<String> detail) {
        var about = new AuditEvent.What(operation, what.server(), what.target(), what.definitionHash());
        audit.record(event(about, new AuditEvent.Verdict(outcome, Optional.of(reason), detail), 0));
    }

    /**
     * Writes an event of its own, beside the one of the request, for one of several things it asked for.
     *
     * @param refusal why this one was left out, if it was
     */
    public void part(String operation, Optional<String> server, String target, Optional<Refusal> refusal) {
        var about =
                new AuditEvent.What(operation, server, Optional.of(cut(target, MAX_TARGET_LENGTH)), Optional.empty());
        audit.record(event(about, refusal.map(Verdicts::of).orElse(ALLOWED), 0));
    }

    /** The request has its event already; closing writes none. */
    public void recordedElsewhere() {
        isClosed.set(true);
    }

    /** The request failed for a reason that is no refusal; {@code detail} repeats nothing a caller sent. */
    public void failed(String reason, String detail) {
        verdict = new AuditEvent.Verdict(AuditEvent.Outcome.FAILED, Optional.of(reason), Optional.of(detail));
    }

    /**
     * Writes the event. When it cannot be written the answer must not leave: {@link io.nexusmcp.core.Refused} with
     * {@link Refusal.Unavailable}. Refusals before authentication beyond ten a second from one peer are counted into
     * one summary event instead.
     */
    @Override
    public void close() {
        if (!isClosed.compareAndSet(false, true)) {
            return;
        }
        boolean isBeforeAuthentication = caller.isEmpty() && verdict.outcome() == AuditEvent.Outcome.DENIED;
        if (isBeforeAuthentication && !audit.admitsRefusal(peer)) {
            audit.summarized(event());
            return;
        }
        audit.record(event());
    }

    private AuditEvent event() {
        return event(what, verdict, upstreamNanos);
    }

    private AuditEvent event(AuditEvent.What about, AuditEvent.Verdict became, long waited) {
        var id = caller.map(Caller::id);
        var who = new AuditEvent.Who(
                caller.map(Caller::workspace).orElse(Caller.DEFAULT_WORKSPACE),
                id,
                caller.filter(Caller::isAgent).map(Caller::id),
                peer.getHostAddress());
        long total = audit.nanos().getAsLong() - opened;
        var took = new AuditEvent.Took(micros(total), micros(waited));
        return new AuditEvent(audit.clock().instant(), traceId, kind, who, about, became, took, policyVersion);
    }

    private static long micros(long nanoseconds) {
        return TimeUnit.NANOSECONDS.toMicros(Math.max(0, nanoseconds));
    }

    private static String cut(String text, int maxLength) {
        if (text.length() <= maxLength) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(maxLength - 1)) ? maxLength - 1 : maxLength;
        return text.substring(0, end);
    }
}
