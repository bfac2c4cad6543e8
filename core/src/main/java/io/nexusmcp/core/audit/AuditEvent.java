package io.nexusmcp.core.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * One thing that was asked of the hub and what became of it. Holds no bodies, arguments or secrets.
 *
 * @param traceId the request's trace id
 * @param kind the family of the event
 * @param policyVersion digest of the configuration the decision was made with
 */
public record AuditEvent(
        Instant time, String traceId, Kind kind, Who who, What what, Verdict verdict, Took took, String policyVersion) {

    /** Version of the record's format, written as {@code v}. */
    public static final int FORMAT = 1;

    public enum Kind {
        /** A request on the data plane. */
        MCP,
        /** A request on the admin plane, or a change by the command line. */
        ADMIN,
        /** Something the hub did or noticed by itself: start, stop, reload, a server lost, a summary of refusals. */
        SYSTEM
    }

    /** {@code caller} and {@code agent} are ids; absent before authentication. */
    public record Who(String workspace, Optional<String> caller, Optional<String> agent, String peer) {}

    /**
     * @param operation the MCP method or the admin action
     * @param target tool, prompt or resource by the server's own name, at most 256 characters
     * @param definitionHash hash of the tool's definition
     */
    public record What(
            String operation, Optional<String> server, Optional<String> target, Optional<String> definitionHash) {}

    /**
     * @param reason the kind of refusal or failure, a word
     * @param detail a short sentence for operators; repeats nothing a caller sent
     */
    public record Verdict(Outcome outcome, Optional<String> reason, Optional<String> detail) {}

    public enum Outcome {
        ALLOWED,
        DENIED,
        FAILED
    }

    /** Microseconds in all, and of these the time spent waiting for the server. */
    public record Took(long totalMicros, long upstreamMicros) {}
}
