package io.nexusmcp.testkit;

import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** A tool of the fixture: its definition as listed, and what it does. */
record Tool(ObjectNode definition, Function<Call, ObjectNode> work) {
    static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";

    static Tool of(String name, String description, String inputSchema, Function<Call, ObjectNode> work) {
        var definition = Trees.object().put("name", name).put("description", description);
        definition.set("inputSchema", Trees.object(inputSchema));
        return new Tool(definition, work);
    }

    static Tool of(String name, String description, Function<Call, ObjectNode> work) {
        return of(name, description, NO_ARGUMENTS, work);
    }

    /** A tool that always gives the same result, written as JSON text. */
    static Tool constant(String name, String description, String result) {
        return of(name, description, call -> Trees.object(result));
    }

    String name() {
        return definition.path("name").stringValue();
    }

    static ObjectNode text(String text) {
        var result = Trees.object();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return result;
    }

    static ObjectNode failure(String text) {
        return text(text).put("isError", true);
    }
}
