package io.nexusmcp.core.catalog;

import io.nexusmcp.protocol.HeaderAnnotations;
import io.nexusmcp.protocol.HeaderParams;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Turns what a server said it offers into entries; what has no usable name or schema is left out, with the reason. */
final class EntryReader {
    static final int MAX_NAME_LENGTH = 256;
    static final int MAX_URI_LENGTH = 2_048;

    private final ServerSpec spec;
    private final Set<String> toolsOff;
    private final Map<String, ToolDefinition> known;
    private final List<String> problems = new ArrayList<>();

    /** @param known the server's definitions so far, reused where nothing changed */
    EntryReader(ServerSpec spec, Set<String> toolsOff, Map<String, ToolDefinition> known) {
        this.spec = spec;
        this.toolsOff = toolsOff;
        this.known = known;
    }

    ServerEntry read(Offer offer) {
        var tools = named(offer.tools(), "tool", "name", MAX_NAME_LENGTH, this::tool);
        var off = new LinkedHashMap<String, ToolDefinition>();
        tools.forEach((name, tool) -> {
            if (toolsOff.contains(tool.path())) {
                off.put(name, tool);
            }
        });
        tools.keySet().removeAll(off.keySet());
        return new ServerEntry(
                spec,
                Optional.of(offer),
                false,
                tools,
                off,
                named(offer.prompts(), "prompt", "name", MAX_NAME_LENGTH, this::prompt),
                named(offer.resources(), "resource", "uri", MAX_URI_LENGTH, definition -> resource(definition, "uri")),
                named(
                        offer.templates(),
                        "resource template",
                        "uriTemplate",
                        MAX_URI_LENGTH,
                        definition -> resource(definition, "uriTemplate")),
                problems);
    }

    static ServerEntry empty(ServerSpec spec, boolean isSwitchedOff) {
        return new ServerEntry(
                spec, Optional.empty(), isSwitchedOff, Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), List.of());
    }

    private <E> Map<String, E> named(
            List<JsonObject> definitions,
            String kind,
            String key,
            int maxLength,
            Function<JsonObject, Optional<E>> make) {
        var entries = new LinkedHashMap<String, E>();
        for (var definition : definitions) {
            var name = definition.string(key).filter(text -> !text.isEmpty() && text.length() <= maxLength);
            if (name.isEmpty()) {
                problems.add("a " + kind + " without a usable " + key);
            } else if (entries.containsKey(name.get())) {
                problems.add("a second " + kind + " with the same " + key);
            } else {
                make.apply(definition).ifPresent(entry -> entries.put(name.get(), entry));
            }
        }
        return entries;
    }

    private Optional<ToolDefinition> tool(JsonObject definition) {
        var name = definition.string("name").orElseThrow();
        var before = known.get(name);
        var federatedName = FederatedName.of(spec.prefix(), name);
        if (before != null
                && before.federatedName().equals(federatedName)
                && before.definition().whole().equals(definition.whole())) {
            return Optional.of(before);
        }
        var schema = definition.get("inputSchema").filter(JsonSlice::isObject);
        if (schema.isEmpty()) {
            problems.add("a tool without an inputSchema object");
            return Optional.empty();
        }
        return switch (HeaderParams.of(schema.get())) {
            case HeaderAnnotations.Invalid(var reason) -> {
                problems.add("a tool left out: " + reason);
                yield Optional.empty();
            }
            case HeaderAnnotations.Valid(var params) ->
                Optional.of(new ToolDefinition(
                        spec.name(),
                        name,
                        federatedName,
                        definition,
                        schema.get(),
                        definition.get("outputSchema").filter(JsonSlice::isObject),
                        DefinitionHash.of(definition),
                        params));
        };
    }

    private Optional<PromptEntry> prompt(JsonObject definition) {
        var name = definition.string("name").orElseThrow();
        return Optional.of(new PromptEntry(spec.name(), name, FederatedName.of(spec.prefix(), name), definition));
    }

    private Optional<ResourceEntry> resource(JsonObject definition, String key) {
        return Optional.of(new ResourceEntry(spec.name(), definition.string(key).orElseThrow(), definition));
    }
}
