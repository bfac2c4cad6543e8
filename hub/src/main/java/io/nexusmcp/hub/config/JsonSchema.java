package io.nexusmcp.hub.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes the JSON Schema of the configuration from the keys, for editors. */
final class JsonSchema {
    private static final String REFERENCE = "\\$\\{";
    private static final String TIME = "^[0-9]{1,12}(ms|s|m|h|d)?$";
    private static final String SIZE = "^[0-9]{1,12}(B|KB|MB|GB)?$";

    private JsonSchema() {}

    static String render(List<ConfigKey> keys) {
        var root = new LinkedHashMap<String, Object>();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "Nexus MCP Hub");
        root.putAll(section(keys, ""));
        return JsonMapper.builder()
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .build()
                        .writeValueAsString(root)
                        .replace("\r\n", "\n")
                + "\n";
    }

    private static Map<String, Object> section(List<ConfigKey> keys, String path) {
        var properties = new LinkedHashMap<String, Object>();
        keys.stream().filter(key -> parent(key).equals(path)).forEach(key -> {
            var schema = new LinkedHashMap<String, Object>();
            schema.put("description", key.sentence());
            schema.putAll(of(keys, key));
            properties.put(key.path().substring(path.isEmpty() ? 0 : path.length() + 1), schema);
        });
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("additionalProperties", false);
        return schema;
    }

    private static Map<String, Object> of(List<ConfigKey> keys, ConfigKey key) {
        return switch (key.form()) {
            case VALUE -> value(key);
            case LIST -> object("type", "array", "items", value(key));
            case SECTION -> section(keys, key.path());
            case ITEMS -> object("type", "array", "items", section(keys, key.path() + "[]"));
            case NAMED -> named(keys, key);
        };
    }

    private static Map<String, Object> named(List<ConfigKey> keys, ConfigKey key) {
        if (key.path().equals("servers")) {
            return object("$ref", "#/properties/mcpServers");
        }
        var chosen = keys.stream()
                .filter(below -> parent(below).equals(key.path()))
                .findFirst()
                .orElseThrow();
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "object");
        schema.put("additionalProperties", of(keys, chosen));
        return schema;
    }

    private static Map<String, Object> value(ConfigKey key) {
        var shape = key.shape();
        var reference = object("type", "string", "pattern", REFERENCE);
        return switch (shape.sort()) {
            case BOOLEAN -> object("anyOf", List.of(object("type", "boolean"), reference));
            case NUMBER -> object("anyOf", List.of(number(shape), reference));
            case MEASURE -> {
                var pattern = shape.unit().equals("bytes") ? SIZE : TIME;
                var text = object("type", "string", "pattern", pattern + "|" + REFERENCE);
                yield object("anyOf", List.of(number(shape), text));
            }
            case TEXT -> text(key);
        };
    }

    private static Map<String, Object> text(ConfigKey key) {
        if (!key.shape().choices().isEmpty()) {
            return object("enum", key.shape().choices());
        }
        boolean takesAny =
                key.path().startsWith("mcpServers.NAME.args") || key.path().startsWith("mcpServers.NAME.env.");
        return takesAny ? object("type", List.of("string", "number", "boolean")) : object("type", "string");
    }

    private static Map<String, Object> number(Shape shape) {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "integer");
        shape.min().ifPresent(min -> schema.put("minimum", min));
        shape.max().ifPresent(max -> schema.put("maximum", max));
        return schema;
    }

    private static String parent(ConfigKey key) {
        int end = key.path().lastIndexOf('.');
        return end < 0 ? "" : key.path().substring(0, end);
    }

    /** Keeps the order, so that the schema is the same text each time. */
    private static Map<String, Object> object(Object... namesAndValues) {
        var object = new LinkedHashMap<String, Object>();
        for (int at = 0; at < namesAndValues.length; at += 2) {
            object.put(namesAndValues[at].toString(), namesAndValues[at + 1]);
        }
        return object;
    }
}
