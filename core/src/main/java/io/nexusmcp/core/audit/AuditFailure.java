package io.nexusmcp.core.audit;

/** The audit log could not be written. */
public final class AuditFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public AuditFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
