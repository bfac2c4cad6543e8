package io.nexusmcp.hub;

import io.nexusmcp.core.audit.AuditEvent.Outcome;
import io.nexusmcp.core.audit.AuditEvent.Verdict;
import java.util.Optional;

/** Outcomes of what the hub does by itself. */
final class Verdicts {
    static final Verdict ALLOWED = new Verdict(Outcome.ALLOWED, Optional.empty(), Optional.empty());

    private Verdicts() {}

    static Verdict allowed(String detail) {
        return new Verdict(Outcome.ALLOWED, Optional.empty(), Optional.of(detail));
    }

    static Verdict failed(String detail) {
        return new Verdict(Outcome.FAILED, Optional.empty(), Optional.of(detail));
    }
}
