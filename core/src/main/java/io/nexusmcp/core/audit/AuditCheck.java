package io.nexusmcp.core.audit;

import java.util.List;

/**
 * What checking the whole audit log found.
 *
 * @param findings each changed, dropped or reordered place, with file and line; empty when the chain holds
 */
public record AuditCheck(boolean isIntact, long lines, int files, List<String> findings) {
    public AuditCheck {
        findings = List.copyOf(findings);
    }
}
