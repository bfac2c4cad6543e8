package io.nexusmcp.hub;

import io.nexusmcp.core.audit.Audit;
import io.nexusmcp.core.audit.AuditEvent.Outcome;
import io.nexusmcp.core.audit.AuditEvent.Verdict;
import io.nexusmcp.core.catalog.Catalog;
import io.nexusmcp.core.catalog.Catalogs;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.core.pipeline.Rules;
import io.nexusmcp.core.schema.Schemas;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at each new catalog: compiles schemas off the path, and records names that clash. */
final class CatalogWatch implements Catalogs.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogWatch.class);

    private final Schemas schemas;
    private final Audit audit;
    private final Supplier<Rules> rules;

    CatalogWatch(Schemas schemas, Audit audit, Supplier<Rules> rules) {
        this.schemas = schemas;
        this.audit = audit;
        this.rules = rules;
    }

    @Override
    public void changed(Catalog before, Catalog now) {
        var known = new HashSet<String>();
        before.servers().forEach(server -> server.tools().values().forEach(tool -> known.add(tool.hash())));
        now.servers()
                .forEach(server -> server.tools().values().stream()
                        .filter(tool -> !known.contains(tool.hash()))
                        .forEach(this::compile));
        now.clashes().stream()
                .filter(clash -> !before.clashes().contains(clash))
                .forEach(this::record);
    }

    private void compile(ToolDefinition tool) {
        schemas.compile(tool).ifPresent(problem -> LOG.warn("tool {} cannot be called: {}", tool.path(), problem));
    }

    private void record(Catalog.Clash clash) {
        LOG.warn(
                "{} {} of server {} is withheld at /mcp: server {} has the name already; give one a prefix",
                clash.kind(),
                clash.name(),
                clash.withheld(),
                clash.owner());
        var detail = clash.kind() + " of " + clash.withheld() + " clashes with one of " + clash.owner();
        audit.system(
                "catalog/clash",
                new Verdict(Outcome.DENIED, Optional.of("name_clash"), Optional.of(detail)),
                rules.get().version());
    }
}
