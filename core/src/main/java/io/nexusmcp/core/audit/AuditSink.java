package io.nexusmcp.core.audit;

/** Where audit events go before the answer leaves. Safe for use by many threads. */
public interface AuditSink {
    /** Durable against the end of the process when it returns; {@link AuditFailure} when it cannot be. */
    void append(AuditEvent event);

    /** Whether the last write succeeded; while it did not, new requests are refused. */
    boolean isWritable();
}
