package io.nexusmcp.core.catalog;

import io.nexusmcp.core.ServerName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Everything all servers offer at one moment, conflicts resolved: on the federated endpoint a name or URI belongs to
 * the first server in the order of the configuration, and what clashes with it stays reachable on its own server's
 * endpoint only. Immutable.
 */
public final class Catalog {
    public static final Catalog EMPTY = new Catalog(List.of(), List.of(), ToolNames.NONE);

    private final List<ServerSpec> specs;
    private final Map<ServerName, ServerEntry> servers = new LinkedHashMap<>();
    private final Map<String, ToolDefinition> tools = new LinkedHashMap<>();
    private final Map<String, PromptEntry> prompts = new LinkedHashMap<>();
    private final Map<String, ResourceEntry> resources = new LinkedHashMap<>();
    private final Map<String, ResourceEntry> templates = new LinkedHashMap<>();
    private final ToolNames toolNames;
    private final List<Clash> clashes = new ArrayList<>();

    /** Something one server offers under a name that another one has already. */
    public record Clash(String kind, String name, ServerName owner, ServerName withheld) {}

    Catalog(List<ServerSpec> specs, List<ServerEntry> entries, ToolNames toolNames) {
        this.specs = specs;
        this.toolNames = toolNames;
        for (var entry : entries) {
            servers.put(entry.spec().name(), entry);
            claim("tool", entry.tools().values(), ToolDefinition::federatedName, ToolDefinition::server, tools);
            claim("prompt", entry.prompts().values(), PromptEntry::federatedName, PromptEntry::server, prompts);
            claim("resource", entry.resources().values(), ResourceEntry::uri, ResourceEntry::server, resources);
            claim("template", entry.templates().values(), ResourceEntry::uri, ResourceEntry::server, templates);
        }
    }

    private <E> void claim(
            String kind,
            Collection<E> entries,
            Function<E, String> name,
            Function<E, ServerName> server,
            Map<String, E> owners) {
        for (var entry : entries) {
            var owner = owners.putIfAbsent(name.apply(entry), entry);
            if (owner != null) {
                clashes.add(new Clash(kind, name.apply(entry), server.apply(owner), server.apply(entry)));
            }
        }
    }

    /**
     * What of it comes from servers that are configured exactly so; for its own configuration that is all. Names go on
     * to mean what they meant.
     */
    public Catalog limitedTo(List<ServerSpec> configured) {
        return specs.equals(configured)
                ? this
                : new Catalog(
                        configured,
                        servers.values().stream()
                                .filter(entry -> configured.contains(entry.spec()))
                                .toList(),
                        toolNames);
    }

    public Collection<ServerEntry> servers() {
        return Collections.unmodifiableCollection(servers.values());
    }

    public Optional<ServerEntry> server(ServerName name) {
        return Optional.ofNullable(servers.get(name));
    }

    /** Tools of the federated endpoint by federated name, in the order of the configuration. */
    public Map<String, ToolDefinition> tools() {
        return Collections.unmodifiableMap(tools);
    }

    public Map<String, PromptEntry> prompts() {
        return Collections.unmodifiableMap(prompts);
    }

    public Map<String, ResourceEntry> resources() {
        return Collections.unmodifiableMap(resources);
    }

    public Map<String, ResourceEntry> templates() {
        return Collections.unmodifiableMap(templates);
    }

    public List<Clash> clashes() {
        return Collections.unmodifiableList(clashes);
    }

    /**
     * The {@code server/tool} paths of the tools that a name in a list of tools may mean: federated names come before
     * servers' own. Servers that are down count as they were last seen.
     */
    public Set<String> meant(String toolName) {
        return Collections.unmodifiableSet(toolNames.meant(toolName));
    }

    ToolNames toolNames() {
        return toolNames;
    }
}
