package io.nexusmcp.core.audit;

/** Sees every event after it was written, such as to count it. Must be quick and must not throw. */
@FunctionalInterface
public interface AuditListener {
    void recorded(AuditEvent event);

    /** The same for a refusal that only went into a summary, as one of many. */
    default void summarized(AuditEvent event) {
        // a listener that does not count need not care
    }
}
