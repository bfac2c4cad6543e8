package io.nexusmcp.core.schema;

import io.nexusmcp.protocol.json.JsonSlice;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * The everyday keywords of a schema, decided in one pass over a value's tokens. It says yes only where the full
 * validator would; every other schema and value is left to that one, which alone says no.
 */
final class PlainSchema {
    private static final Set<String> ANNOTATIONS = Set.of(
            "$schema",
            "$comment",
            "title",
            "description",
            "default",
            "examples",
            "format",
            "deprecated",
            "readOnly",
            "writeOnly");
    private static final Set<String> ANY_TYPE =
            Set.of("object", "array", "string", "number", "integer", "boolean", "null");
    private static final PlainSchema ANYTHING = new PlainSchema();
    /** Stands for what only the full validator can judge. */
    private static final PlainSchema UNSURE = new PlainSchema();

    private final Map<String, PlainSchema> properties = new HashMap<>();
    private final Set<String> required = new HashSet<>();
    private final Set<String> texts = new HashSet<>();
    private Set<String> types = ANY_TYPE;
    private PlainSchema items = ANYTHING;
    private boolean isClosed;
    private boolean isEnum;
    private Range length = Range.ALL;
    private Range count = Range.ALL;
    private Range number = Range.ALL;

    private PlainSchema() {}

    /** Both ends belong to it. */
    private record Range(long least, long most) {
        static final Range ALL = new Range(Long.MIN_VALUE, Long.MAX_VALUE);

        boolean holds(long value) {
            return value >= least && value <= most;
        }

        Range from(long value) {
            return new Range(value, most);
        }

        Range to(long value) {
            return new Range(least, value);
        }
    }

    /** Empty for a schema of which nothing can be decided here. */
    static Optional<PlainSchema> of(JsonNode schema) {
        var plain = read(schema);
        return plain == UNSURE ? Optional.empty() : Optional.of(plain);
    }

    private static PlainSchema read(JsonNode schema) {
        if (schema.isBoolean()) {
            return schema.booleanValue() ? ANYTHING : UNSURE;
        }
        var plain = new PlainSchema();
        for (var keyword : schema.properties()) {
            if (!ANNOTATIONS.contains(keyword.getKey()) && !plain.take(keyword.getKey(), keyword.getValue())) {
                return UNSURE;
            }
        }
        return schema.isObject() ? plain : UNSURE;
    }

    /** False for a keyword, or a use of one, that is not an everyday one. */
    private boolean take(String keyword, JsonNode value) {
        return switch (keyword) {
            case "type" -> takeTypes(value);
            case "enum" -> takeTexts(value);
            case "properties" -> takeProperties(value);
            case "required" -> takeRequired(value);
            case "additionalProperties" -> takeOthers(value);
            case "items" -> takeItems(value);
            default -> takeBound(keyword, value);
        };
    }

    private boolean takeTypes(JsonNode value) {
        types = new HashSet<>();
        if (value.isString()) {
            types.add(value.stringValue());
        } else {
            value.forEach(type -> types.add(type.isString() ? type.stringValue() : ""));
        }
        return ANY_TYPE.containsAll(types);
    }

    private boolean takeTexts(JsonNode value) {
        isEnum = true;
        value.forEach(text -> {
            if (text.isString()) {
                texts.add(text.stringValue());
            }
        });
        return value.isArray();
    }

    private boolean takeProperties(JsonNode value) {
        value.properties().forEach(property -> properties.put(property.getKey(), read(property.getValue())));
        return value.isObject();
    }

    private boolean takeRequired(JsonNode value) {
        value.forEach(name -> required.add(name.isString() ? name.stringValue() : ""));
        return value.isArray() && required.size() == value.size();
    }

    private boolean takeOthers(JsonNode value) {
        isClosed = value.isBoolean() && !value.booleanValue();
        return value.isBoolean();
    }

    private boolean takeItems(JsonNode value) {
        items = read(value);
        return !value.isArray();
    }

    private boolean takeBound(String keyword, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            return false;
        }
        long bound = value.longValue();
        switch (keyword) {
            case "minLength" -> length = length.from(bound);
            case "maxLength" -> length = length.to(bound);
            case "minItems" -> count = count.from(bound);
            case "maxItems" -> count = count.to(bound);
            case "minimum" -> number = number.from(bound);
            case "maximum" -> number = number.to(bound);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** True when the value is surely valid; false says nothing. */
    boolean accepts(JsonSlice value) {
        try (var tokens = value.tokens()) {
            tokens.nextToken();
            return accepts(tokens);
        } catch (JacksonException _) {
            return false;
        }
    }

    private boolean accepts(JsonParser parser) {
        if (this == ANYTHING) {
            parser.skipChildren();
            return true;
        }
        if (this == UNSURE) {
            return false;
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> types.contains("object") && !isEnum && acceptsMembers(parser);
            case START_ARRAY -> types.contains("array") && !isEnum && acceptsItems(parser);
            case VALUE_STRING -> types.contains("string") && acceptsText(parser.getString());
            case VALUE_NUMBER_INT -> acceptsInteger(parser);
            case VALUE_NUMBER_FLOAT -> types.contains("number") && !isEnum && number.equals(Range.ALL);
            case VALUE_TRUE, VALUE_FALSE -> types.contains("boolean") && !isEnum;
            case VALUE_NULL -> types.contains("null") && !isEnum;
            default -> false;
        };
    }

    /** Names are unique, so that counting the required ones is enough. */
    private boolean acceptsMembers(JsonParser parser) {
        int found = 0;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = parser.currentName();
            parser.nextToken();
            var property = properties.get(name);
            if (property == null && isClosed || !(property == null ? ANYTHING : property).accepts(parser)) {
                return false;
            }
            found += required.contains(name) ? 1 : 0;
        }
        return found == required.size();
    }

    private boolean acceptsItems(JsonParser parser) {
        long found = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!items.accepts(parser)) {
                return false;
            }
            found++;
        }
        return count.holds(found);
    }

    private boolean acceptsText(String text) {
        return (!isEnum || texts.contains(text))
                && (length.equals(Range.ALL) || length.holds(text.codePointCount(0, text.length())));
    }

    private boolean acceptsInteger(JsonParser parser) {
        boolean isRightType = types.contains("integer") || types.contains("number");
        if (!isRightType || isEnum) {
            return false;
        }
        return number.equals(Range.ALL)
                || parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER && number.holds(parser.getLongValue());
    }
}
