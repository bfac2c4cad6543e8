package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Structured output for revisions that know objects only: a schema with another root is wrapped into an object with
 * the one property {@code result}, and so is each value.
 */
final class OutputSchema {
    private static final String RESULT = "result";
    private static final String MOVED = "#/properties/result";

    private OutputSchema() {}

    static boolean isObject(JsonObject schema) {
        return schema.string("type").filter("object"::equals).isPresent();
    }

    static JsonSlice wrapValue(JsonSlice value) {
        return JsonObject.EMPTY.edit().set(RESULT, value).slice();
    }

    /** References into the document are moved with it; {@code $schema} stays at the root. */
    static JsonSlice wrap(JsonObject schema) {
        var properties =
                JsonObject.EMPTY.edit().set(RESULT, mayRefer(schema.whole()) ? moved(schema.whole()) : schema.whole());
        var wrapper = JsonObject.EMPTY.edit();
        schema.get("$schema").filter(JsonSlice::isString).ifPresent(dialect -> wrapper.set("$schema", dialect));
        return wrapper.set("type", "object")
                .set("properties", properties.slice())
                .set("required", JsonSlice.trusted("[\"" + RESULT + "\"]"))
                .slice();
    }

    /** A quick no for most schemas: a pointer needs its hash sign, plain or escaped. */
    private static boolean mayRefer(JsonSlice schema) {
        for (int at = 0; at < schema.length(); at++) {
            if (schema.at(at) == '#' || schema.at(at) == '\\') {
                return true;
            }
        }
        return false;
    }

    private static JsonSlice moved(JsonSlice value) {
        if (value.isArray()) {
            return array(value.asArray().stream().map(OutputSchema::moved).toList());
        }
        if (!value.isObject()) {
            return value;
        }
        var schema = value.asObject();
        if (schema.string("$id").filter(id -> !id.startsWith("#")).isPresent()) {
            return value; // references below resolve against this $id, wherever it stands
        }
        var edit = schema.edit();
        for (var keyword : schema.names()) {
            var operand = schema.get(keyword).orElseThrow();
            reference(keyword, operand)
                    .or(() -> Optional.of(
                            switch (SchemaKeyword.kindOf(keyword)) {
                                case DATA -> operand;
                                case NAMED_SCHEMAS -> named(operand);
                                case SCHEMA -> moved(operand);
                            }))
                    .ifPresent(changed -> edit.set(keyword, changed));
        }
        return edit.slice();
    }

    private static JsonSlice named(JsonSlice schemas) {
        if (!schemas.isObject()) {
            return schemas;
        }
        var object = schemas.asObject();
        var edit = object.edit();
        for (var name : object.names()) {
            edit.set(name, moved(object.get(name).orElseThrow()));
        }
        return edit.slice();
    }

    private static Optional<JsonSlice> reference(String keyword, JsonSlice operand) {
        if (!keyword.equals("$ref") && !keyword.equals("$dynamicRef") || !operand.isString()) {
            return Optional.empty();
        }
        var target = operand.asString();
        boolean isPointer = target.equals("#") || target.startsWith("#/");
        return Optional.of(isPointer ? JsonSlice.string(MOVED + target.substring(1)) : operand);
    }

    static JsonSlice array(List<JsonSlice> items) {
        var parts = new ArrayList<String>(items.size());
        items.forEach(item -> parts.add(item.text()));
        return JsonSlice.trusted("[" + String.join(",", parts) + "]");
    }
}
