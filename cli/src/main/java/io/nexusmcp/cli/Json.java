package io.nexusmcp.cli;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON whose numbers keep their digits. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final ObjectWriter PRETTY = MAPPER.writerWithDefaultPrettyPrinter();

    private Json() {}

    /** {@link JacksonException} when it is not JSON. */
    static JsonNode parse(String json) {
        return MAPPER.readTree(json);
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static String quote(String text) {
        return MAPPER.writeValueAsString(text);
    }

    static String pretty(JsonNode value) {
        return Clean.json(PRETTY.writeValueAsString(value));
    }

    static String compact(JsonNode value) {
        return Clean.json(MAPPER.writeValueAsString(value));
    }

    /** The text of a scalar, empty for null and what is missing, JSON for the rest. */
    static String cell(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        if (value.isArray()) {
            return value.valueStream()
                    .map(Json::cell)
                    .reduce((one, two) -> one + ", " + two)
                    .orElse("");
        }
        return value.isValueNode() ? value.asString() : compact(value);
    }
}
