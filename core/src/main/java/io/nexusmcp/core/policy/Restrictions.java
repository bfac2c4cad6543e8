package io.nexusmcp.core.policy;

import io.nexusmcp.core.catalog.Catalog;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.core.identity.Caller;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tools each agent is held to, by the agent's name; an agent that is not listed gets none. Callers that are not
 * agents are unaffected.
 *
 * @param allowedTools federated names, or bare ones where a single server has the tool; a name that may mean several
 *     tools allows none
 */
public record Restrictions(boolean enabled, Map<String, Set<String>> allowedTools) {
    public static final Restrictions NONE = new Restrictions(false, Map.of());

    public Restrictions {
        allowedTools = Map.copyOf(allowedTools);
    }

    boolean allow(Caller caller, ToolDefinition tool, Catalog catalog) {
        if (!enabled || !caller.isAgent()) {
            return true;
        }
        var allowed = allowedTools.getOrDefault(caller.name(), Set.of());
        return Stream.of(tool.federatedName(), tool.name())
                .anyMatch(name -> allowed.contains(name) && catalog.meant(name).equals(Set.of(tool.path())));
    }

    /** The names in the lists that may mean several tools, and so allow none. */
    List<UnclearName> unclear(Catalog catalog) {
        if (!enabled) {
            return List.of();
        }
        return allowedTools.entrySet().stream()
                .flatMap(list -> list.getValue().stream()
                        .map(name -> new UnclearName(list.getKey(), name, List.copyOf(catalog.meant(name)))))
                .filter(name -> name.tools().size() > 1)
                .sorted(Comparator.comparing(UnclearName::agent).thenComparing(UnclearName::name))
                .toList();
    }
}
