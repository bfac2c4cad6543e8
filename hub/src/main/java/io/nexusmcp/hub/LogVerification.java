package io.nexusmcp.hub;

import io.nexusmcp.core.audit.AuditCheck;
import io.nexusmcp.store.audit.AuditVerifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;

/** Reads the whole audit log of the running hub and says whether it is what was written. */
final class LogVerification implements Supplier<AuditCheck> {
    private final Storage storage;

    LogVerification(Storage storage) {
        this.storage = storage;
    }

    @Override
    public AuditCheck get() {
        try {
            var report = AuditVerifier.verify(
                    storage.directory().audit(),
                    storage.auditKeys(),
                    storage.store().auditHeads().newest(),
                    (_, _) -> {});
            var findings = report.broken().map(Object::toString).map(List::of).orElse(List.of());
            return new AuditCheck(report.isOk(), report.lines(), report.segments(), findings);
        } catch (IOException e) {
            throw new UncheckedIOException("the audit log cannot be read", e);
        }
    }
}
