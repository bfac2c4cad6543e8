package io.nexusmcp.core.catalog;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One configured server with what it offers now, each kind by the server's own names in the server's order. All empty
 * while it cannot be reached or is switched off.
 *
 * @param toolsOff tools an operator switched off; they are in no list
 * @param problems definitions that were left out, with the reason
 */
public record ServerEntry(
        ServerSpec spec,
        Optional<Offer> offer,
        boolean isSwitchedOff,
        Map<String, ToolDefinition> tools,
        Map<String, ToolDefinition> toolsOff,
        Map<String, PromptEntry> prompts,
        Map<String, ResourceEntry> resources,
        Map<String, ResourceEntry> templates,
        List<String> problems) {

    public ServerEntry {
        tools = Collections.unmodifiableMap(new LinkedHashMap<>(tools));
        toolsOff = Collections.unmodifiableMap(new LinkedHashMap<>(toolsOff));
        prompts = Collections.unmodifiableMap(new LinkedHashMap<>(prompts));
        resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
        templates = Collections.unmodifiableMap(new LinkedHashMap<>(templates));
        problems = List.copyOf(problems);
    }

    /** Whether the server declared the capability, such as {@code prompts}. */
    public boolean declares(String capability) {
        return offer.map(offered -> offered.capabilities().has(capability)).orElse(false);
    }
}
