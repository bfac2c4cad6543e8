package io.nexusmcp.openapi;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns schemas of the document into JSON Schema 2020-12 that stands alone: whatever they refer to becomes a definition
 * beside them, once, so that a schema that contains itself ends. What a request cannot carry is left out of schemas for
 * requests, and what an answer does not, of those for answers.
 */
final class SchemaConverter {
    private static final int MAX_NODES = 20_000;
    private static final int MAX_COMBINED = 16;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> TYPES =
            Set.of("string", "number", "integer", "boolean", "array", "object", "null");
    /** Look-around and back references, which the hub's engine for patterns does not run. */
    private static final Pattern BEYOND_LINEAR = Pattern.compile("\\(\\?<?[=!]|\\\\[1-9]|\\\\k<");

    private final Document document;
    private final boolean isRequest;
    private final boolean isTerse;
    private final Map<String, String> names = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Deque<Reference> open = new ArrayDeque<>();
    private int nodes;

    private record Reference(String text, String name, Spot spot) {}

    /** The schema is larger than a tool's may be. */
    static final class Excess extends RuntimeException {
        private static final long serialVersionUID = 1;

        Excess() {
            super("", null, false, false);
        }
    }

    /**
     * @param isRequest whether what is described goes to the API
     * @param isTerse leaves out texts that are for readers
     */
    SchemaConverter(Document document, boolean isRequest, boolean isTerse) {
        this.document = document;
        this.isRequest = isRequest;
        this.isTerse = isTerse;
    }

    /** One schema; what it refers to is in {@link #definitions}. */
    JsonNode convert(Node node) {
        if (++nodes > MAX_NODES) {
            throw new Excess();
        }
        if (node.isBoolean()) {
            return JSON.booleanNode(node.isTrue());
        }
        var out = JSON.objectNode();
        if (!(node instanceof Node.Fields schema)) {
            document.findings().error(node.spot(), "is no schema", "");
            return out;
        }
        var reference = schema.get("$ref");
        reference.ifPresent(one -> refer(one, out));
        if (reference.isPresent() && !document.isNewer()) {
            return out;
        }
        schema.members().forEach((name, value) -> keyword(schema, name, value, out));
        loosenChoice(schema, out);
        return document.isNewer() ? out : older(schema, out);
    }

    private void refer(Node reference, ObjectNode out) {
        var text = reference.asText().orElse("");
        if (text.startsWith("#")) {
            out.put("$ref", "#/$defs/" + names.computeIfAbsent(text, _ -> name(text, reference.spot())));
        }
    }

    private String name(String reference, Spot spot) {
        var steps = Document.steps(reference);
        var last = steps.isEmpty() ? "Document" : steps.getLast();
        var plain = last.replaceAll("[^A-Za-z0-9_.-]", "_");
        var base = plain.isEmpty() ? "Schema" : plain.substring(0, Math.min(60, plain.length()));
        var name = base;
        for (int number = 2; !taken.add(name); number++) {
            name = base + "_" + number;
        }
        open.add(new Reference(reference, name, spot));
        return name;
    }

    /** All that was referred to, by the names that the references have; asked once, at the end. */
    Optional<ObjectNode> definitions() {
        var converted = new LinkedHashMap<String, JsonNode>();
        while (!open.isEmpty()) {
            var next = open.remove();
            var target = document.target(next.text(), next.spot());
            converted.put(next.name(), target.map(this::convert).orElse(JSON.objectNode()));
        }
        if (converted.isEmpty()) {
            return Optional.empty();
        }
        var definitions = JSON.objectNode();
        converted.forEach(definitions::set);
        return Optional.of(definitions);
    }

    private void keyword(Node.Fields schema, String name, Node value, ObjectNode out) {
        switch (name) {
            case "items",
                    "additionalProperties",
                    "not",
                    "contains",
                    "propertyNames",
                    "if",
                    "then",
                    "else",
                    "unevaluatedItems",
                    "unevaluatedProperties" -> out.set(name, convert(value));
            case "allOf", "anyOf", "oneOf", "prefixItems" -> list(name, value, out);
            case "properties", "patternProperties", "dependentSchemas" -> map(schema, name, out);
            case "type" -> type(value, out);
            case "required" -> required(schema, value, out);
            case "enum" -> values(name, value, out);
            case "const" -> out.set(name, value(value));
            case "default" -> {
                if (!isTerse) {
                    out.set(name, value(value));
                }
            }
            case "title", "description" -> {
                if (!isTerse) {
                    text(name, value, out);
                }
            }
            case "format" -> text(name, value, out);
            case "pattern" -> pattern(value, out);
            case "minimum", "maximum", "multipleOf" -> number(name, value, out);
            case "exclusiveMinimum", "exclusiveMaximum" -> exclusive(name, value, out);
            case "minLength",
                    "maxLength",
                    "minItems",
                    "maxItems",
                    "minProperties",
                    "maxProperties",
                    "minContains",
                    "maxContains" -> number(name, value, out);
            case "uniqueItems" -> flag(name, value, out);
            case "dependentRequired" -> out.set(name, value(value));
            case "$id", "$schema", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef" ->
                document.findings()
                        .error(value.spot(), name + " in a schema is not supported", "refer by #/components/schemas/");
            default -> {
                // says nothing about values, or is an extension
            }
        }
    }

    private void list(String name, Node value, ObjectNode out) {
        if (!(value instanceof Node.Items(var items, var _)) || items.isEmpty()) {
            document.findings().error(value.spot(), name + " is no list of schemas", "");
            return;
        }
        var array = JSON.arrayNode();
        items.forEach(item -> array.add(convert(item)));
        out.set(name, array);
    }

    private void map(Node.Fields schema, String name, ObjectNode out) {
        var map = JSON.objectNode();
        document.members(schema, name).forEach((key, value) -> {
            if (name.equals("properties") && isUnwanted(value)) {
                return;
            }
            if (!name.equals("patternProperties") || !BEYOND_LINEAR.matcher(key).find()) {
                map.set(key, convert(value));
            }
        });
        out.set(name, map);
    }

    private void type(Node value, ObjectNode out) {
        if (value instanceof Node.Items(var items, var _) && document.isNewer()) {
            var array = JSON.arrayNode();
            items.forEach(item -> array.add(type(item)));
            out.set("type", array);
        } else {
            out.put("type", type(value));
        }
    }

    private String type(Node value) {
        var type = value.asText().filter(TYPES::contains);
        if (type.isEmpty()) {
            document.findings().error(value.spot(), "is no type of a schema", "");
        }
        return type.orElse("string");
    }

    private void required(Node.Fields schema, Node value, ObjectNode out) {
        var array = JSON.arrayNode();
        var unwanted = new HashSet<String>();
        collectUnwanted(schema, unwanted, 0);
        var seen = new HashSet<String>();
        for (var item : document.items(schema, "required")) {
            var name = item.asText();
            if (name.isEmpty()) {
                document.findings().error(item.spot(), "is no name of a property", "");
            } else if (!unwanted.contains(name.get()) && seen.add(name.get())) {
                array.add(name.get());
            }
        }
        if (value instanceof Node.Items && !array.isEmpty()) {
            out.set("required", array);
        }
    }

    /** Properties that only the other direction has, also those of combined schemas. */
    private void collectUnwanted(Node.Fields schema, Set<String> names, int depth) {
        if (depth > MAX_COMBINED) {
            return;
        }
        if (schema.get("properties").orElse(Node.Fields.NONE) instanceof Node.Fields properties) {
            properties.members().forEach((name, value) -> {
                if (isUnwanted(value)) {
                    names.add(name);
                }
            });
        }
        if (schema.get("allOf").orElse(Node.Fields.NONE) instanceof Node.Items(var items, var _)) {
            items.forEach(item -> referred(item).ifPresent(part -> collectUnwanted(part, names, depth + 1)));
        }
    }

    private boolean isUnwanted(Node property) {
        var mark = isRequest ? "readOnly" : "writeOnly";
        return property instanceof Node.Fields own && own.isTrue(mark)
                || referred(property).filter(target -> target.isTrue(mark)).isPresent();
    }

    /** The schema, or the one it refers to in one step. */
    private Optional<Node.Fields> referred(Node node) {
        if (!(node instanceof Node.Fields fields)) {
            return Optional.empty();
        }
        return fields.text("$ref")
                .filter(text -> text.startsWith("#"))
                .map(text -> document.target(text, fields.spot()))
                .orElse(Optional.of(fields))
                .filter(Node.Fields.class::isInstance)
                .map(Node.Fields.class::cast);
    }

    private static void loosenChoice(Node.Fields schema, ObjectNode out) {
        // a discriminator chooses the branch that counts, although the value may fit several
        if (schema.has("discriminator") && out.has("oneOf") && !out.has("anyOf")) {
            out.set("anyOf", out.remove("oneOf"));
        }
    }

    /** What 3.0 says in its own words: bounds that exclude themselves, and values that may be null. */
    private JsonNode older(Node.Fields schema, ObjectNode out) {
        excludeBound(schema, "exclusiveMinimum", "minimum", out);
        excludeBound(schema, "exclusiveMaximum", "maximum", out);
        if (!schema.isTrue("nullable")) {
            return out;
        }
        if (out.path("enum") instanceof ArrayNode values && !hasNull(values)) {
            values.addNull();
        }
        if (out.path("type").isString()) {
            out.set("type", JSON.arrayNode().add(out.path("type").stringValue()).add("null"));
            return out;
        }
        var any = JSON.arrayNode().add(out).add(JSON.objectNode().put("type", "null"));
        return JSON.objectNode().set("anyOf", any);
    }

    private static boolean hasNull(ArrayNode values) {
        return values.valueStream().anyMatch(JsonNode::isNull);
    }

    private static void excludeBound(Node.Fields schema, String flag, String bound, ObjectNode out) {
        if (schema.isTrue(flag) && out.has(bound)) {
            out.set(flag, out.remove(bound));
        }
    }

    private void exclusive(String name, Node value, ObjectNode out) {
        if (document.isNewer()) {
            number(name, value, out);
        } else if (!value.isBoolean()) {
            document.findings().error(value.spot(), name + " is neither true nor false", "");
        }
    }

    private void number(String name, Node value, ObjectNode out) {
        if (value instanceof Node.Leaf(var kind, var text, var _) && kind == Node.Kind.NUMBER) {
            out.set(name, number(text));
        } else {
            document.findings().error(value.spot(), name + " is no number", "");
        }
    }

    private void flag(String name, Node value, ObjectNode out) {
        if (value.isBoolean()) {
            out.put(name, value.isTrue());
        } else {
            document.findings().error(value.spot(), name + " is neither true nor false", "");
        }
    }

    private void text(String name, Node value, ObjectNode out) {
        var text = value.asText();
        if (text.isPresent()) {
            out.put(name, text.get());
        } else {
            document.findings().error(value.spot(), name + " is no text", "");
        }
    }

    private void pattern(Node value, ObjectNode out) {
        if (value.asText().filter(text -> BEYOND_LINEAR.matcher(text).find()).isEmpty()) {
            text("pattern", value, out);
        }
    }

    private void values(String name, Node value, ObjectNode out) {
        if (value instanceof Node.Items) {
            out.set(name, value(value));
        } else {
            document.findings().error(value.spot(), name + " is no list", "");
        }
    }

    private JsonNode value(Node node) {
        if (++nodes > MAX_NODES) {
            throw new Excess();
        }
        return switch (node) {
            case Node.Fields fields -> {
                var out = JSON.objectNode();
                fields.members().forEach((name, value) -> out.set(name, value(value)));
                yield out;
            }
            case Node.Items items -> {
                var out = JSON.arrayNode();
                items.items().forEach(item -> out.add(value(item)));
                yield out;
            }
            case Node.Leaf(var kind, var text, var _) ->
                switch (kind) {
                    case TEXT -> JSON.stringNode(text);
                    case NUMBER -> number(text);
                    case BOOLEAN -> JSON.booleanNode(text.equals("true"));
                    case NULL -> JSON.nullNode();
                };
        };
    }

    private static JsonNode number(String text) {
        return text.matches("-?[0-9]{1,18}")
                ? JSON.numberNode(Long.parseLong(text))
                : JSON.numberNode(new BigDecimal(text));
    }
}
