package io.nexusmcp.hub;

import io.nexusmcp.core.audit.Audit;
import io.nexusmcp.core.audit.AuditEvent.Outcome;
import io.nexusmcp.core.audit.AuditEvent.Verdict;
import io.nexusmcp.core.catalog.Catalog;
import io.nexusmcp.core.catalog.Catalogs;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.core.pipeline.Rules;
import io.nexusmcp.core.policy.UnclearName;
import io.nexusmcp.core.schema.Schemas;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at each new catalog: compiles schemas off the path, and records names that clash or are unclear. */
final class CatalogWatch implements Catalogs.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogWatch.class);

    private final Schemas schemas;
    private final Audit audit;
    private final Supplier<Rules> rules;
    private Set<UnclearName> unclear = Set.of();

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
        refresh(now);
    }

    /** Also after a reload, which may have brought other lists. */
    private synchronized void refresh(Catalog now) {
        var known = unclear;
        unclear = Set.copyOf(rules.get().policy().unclear(now));
        unclear.stream().filter(name -> !known.contains(name)).forEach(this::record);
    }

    private void record(UnclearName name) {
        LOG.error("{}", CatalogWarnings.text(name));
        var detail =
                "allowedTools of " + name.agent() + ": " + name.name() + " may mean " + String.join(", ", name.tools());
        audit.system(
                "catalog/unclear",
                new Verdict(Outcome.DENIED, Optional.of("unclear_name"), Optional.of(detail)),
                rules.get().version());
    }

    private void compile(ToolDefinition tool) {
        schemas.compile(tool).ifPresent(problem -> LOG.warn("tool {} cannot be called: {}", tool.path(), problem));
    }

    private void record(Catalog.Clash clash) {
        LOG.warn("{}", CatalogWarnings.text(clash));
        var detail = clash.kind() + " of " + clash.withheld() + " clashes with one of " + clash.owner();
        audit.system(
                "catalog/clash",
                new Verdict(Outcome.DENIED, Optional.of("name_clash"), Optional.of(detail)),
                rules.get().version());
    }
}
