package io.nexusmcp.testkit;

import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/** A tool of the fixture: its definition as listed, and what it does. */
record Tool(ObjectNode definition, Function<Call, ObjectNode> work, boolean asksFirst) {
    static final String NO_ARGUMENTS = "{\"type\":\"object\",\"properties\":{}}";

    static Tool of(String name, String description, String inputSchema, Function<Call, ObjectNode> work) {
        var definition = Trees.object().put("name", name).put("description", description);
        definition.set("inputSchema", Trees.object(inputSchema));
        return new Tool(definition, work, false);
    }

    static Tool of(String name, String description, Function<Call, ObjectNode> work) {
        return of(name, description, NO_ARGUMENTS, work);
    }

    /** A tool that always gives the same result, written as JSON text. */
    static Tool constant(String name, String description, String result) {
        return of(name, description, call -> Trees.object(result));
    }

    /** The same tool, which says that it can be called as a task, or only so. */
    Tool asTask(String support) {
        var own = definition.deepCopy();
        own.putObject("execution").put("taskSupport", support);
        return new Tool(own, work, asksFirst);
    }

    /** The same tool, whose task begins where it says that it goes on later. */
    Tool askingFirst() {
        return new Tool(definition, work, true);
    }

    /** Whether it can be called as a task: {@code forbidden}, {@code optional} or {@code required}. */
    String taskSupport() {
        return definition.path("execution").path("taskSupport").asString("forbidden");
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
