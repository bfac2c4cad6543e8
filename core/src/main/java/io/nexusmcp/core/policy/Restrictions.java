package io.nexusmcp.core.policy;

import io.nexusmcp.core.catalog.Catalog;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.core.identity.Caller;
import java.util.Map;
import java.util.Set;

/**
 * The tools each agent is held to, by the agent's name; an agent that is not listed gets none. Callers that are not
 * agents are unaffected.
 *
 * @param allowedTools federated names, or bare ones where a single server has the tool
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
        return allowed.contains(tool.federatedName())
                || allowed.contains(tool.name()) && catalog.isUniqueToolName(tool.name());
    }
}
