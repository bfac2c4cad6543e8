package io.nexusmcp.hub;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.audit.Audit;
import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.web.RefusedRequests;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/** Records what a listener refuses before anybody knows who calls. */
final class AuditedRefusals implements RefusedRequests {
    private static final int TOO_MANY_REQUESTS = 429;

    private final Audit audit;

    AuditedRefusals(Audit audit) {
        this.audit = audit;
    }

    @Override
    public void refused(InetAddress peer, String reason, int status, String traceId) {
        try (var entry = audit.open(AuditEvent.Kind.MCP, traceId, peer)) {
            entry.asked("accept", Optional.empty(), Optional.empty(), Optional.empty());
            entry.denied(
                    status == TOO_MANY_REQUESTS
                            ? new Refusal.RateLimited("ip", 0, Duration.ZERO)
                            : new Refusal.AtTheDoor(reason, status));
        } catch (Refused _) {
            // The log has said that nothing can be recorded; the request is refused either way.
            return;
        }
    }
}
