package io.nexusmcp.demo;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads and builds the JSON trees of the demo servers. */
final class Json {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Reads text that this program wrote itself. */
    static ObjectNode object(String text) {
        return (ObjectNode) MAPPER.readTree(text);
    }

    static ObjectNode orEmpty(JsonNode node) {
        return node instanceof ObjectNode object ? object : object();
    }

    /** Reads what a caller wrote. */
    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException broken) {
            throw new ToolFailure("The text is not JSON");
        }
    }

    static ObjectNode text(String text) {
        var result = object();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return result;
    }

    /** A result with structured content, and the same as text for clients that know only that. */
    static ObjectNode structured(ObjectNode content) {
        var result = text(content.toString());
        result.set("structuredContent", content);
        return result;
    }
}
