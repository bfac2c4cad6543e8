package io.nexusmcp.e2e;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads and builds JSON trees. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    static String quoted(String text) {
        return MAPPER.writeValueAsString(text);
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }
}
