package io.nexusmcp.core.route;

import io.nexusmcp.protocol.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/**
 * What a request brings back to a modern server that answered {@code input_required}. Legacy servers never get it.
 *
 * @param state the server's own, as it gave it
 */
public record Resumption(Map<String, JsonObject> responses, Optional<String> state) {
    public Resumption {
        responses = Map.copyOf(responses);
    }
}
