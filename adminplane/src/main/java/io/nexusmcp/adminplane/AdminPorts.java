package io.nexusmcp.adminplane;

import io.nexusmcp.core.Health;
import io.nexusmcp.core.audit.Audit;
import io.nexusmcp.core.audit.AuditCheck;
import io.nexusmcp.core.audit.AuditTrail;
import io.nexusmcp.core.catalog.ServerAdministration;
import io.nexusmcp.core.catalog.ToolAdministration;
import io.nexusmcp.core.identity.KeyAdministration;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.Supplier;

/**
 * All that the admin plane speaks to.
 *
 * @param access under the configuration in force; asked for once in a request
 */
public record AdminPorts(Supplier<AdminAccess> access, Commands commands, Records records, Insight insight) {

    /** What can be changed. */
    public record Commands(
            KeyAdministration keys, ServerAdministration servers, ToolAdministration tools, ToolCalls calls) {}

    /** What was recorded; {@code verifier} reads the whole log. */
    public record Records(Audit audit, AuditTrail trail, Supplier<AuditCheck> verifier) {}

    /**
     * How the hub is.
     *
     * @param configuration the one in force as a JSON object, secrets masked
     */
    public record Insight(
            Supplier<List<Health>> health,
            Supplier<String> configuration,
            PrometheusRegistry metrics,
            String version) {}
}
