package io.nexusmcp.core.audit;

/** Sees every event after it was written, such as to count it. Must be quick and must not throw. */
@FunctionalInterface
public interface AuditListener {
    void recorded(AuditEvent event);
}
