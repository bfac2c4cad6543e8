package io.nexusmcp.demo;

import java.util.function.BiFunction;
import tools.jackson.databind.node.ObjectNode;

/** A tool: its definition as listed, and its work. */
record Tool(ObjectNode definition, BiFunction<Arguments, Progress, ObjectNode> work) {
    /** {@code definition} is JSON text. */
    static Tool of(String definition, BiFunction<Arguments, Progress, ObjectNode> work) {
        return new Tool(Json.object(definition), work);
    }

    String name() {
        return definition.path("name").stringValue();
    }
}
