package io.nexusmcp.core.catalog;

import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What a server says it offers, as it said it: every page of every list.
 *
 * @param capabilities the server's capabilities object
 */
public record Offer(
        Revision revision,
        JsonObject capabilities,
        Optional<String> instructions,
        List<JsonObject> tools,
        List<JsonObject> prompts,
        List<JsonObject> resources,
        List<JsonObject> templates) {

    public Offer {
        tools = List.copyOf(tools);
        prompts = List.copyOf(prompts);
        resources = List.copyOf(resources);
        templates = List.copyOf(templates);
    }
}
