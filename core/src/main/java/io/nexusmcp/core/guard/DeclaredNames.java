package io.nexusmcp.core.guard;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** The names that a tool's input schema declares, each in its place. */
final class DeclaredNames {
    private static final int MAX_DEPTH = 24;
    private static final List<String> COMBINING = List.of("allOf", "anyOf", "oneOf");
    private static final List<String> CONDITIONAL = List.of("then", "else", "if");

    private final JsonNode root;
    private int work;

    DeclaredNames(JsonNode root) {
        this.root = root;
    }

    /** Whether the schema lists the last step as a property of the object that the steps before lead to. */
    boolean declares(List<String> steps) {
        work = 0;
        return declares(root, steps, 0);
    }

    private boolean declares(JsonNode schema, List<String> steps, int depth) {
        if (!schema.isObject() || depth > MAX_DEPTH || ++work > 10_000) {
            return false;
        }
        return below(schema, steps, depth) || alternatives(schema).anyMatch(other -> declares(other, steps, depth + 1));
    }

    private boolean below(JsonNode schema, List<String> steps, int depth) {
        var step = steps.getFirst();
        var rest = steps.subList(1, steps.size());
        var property = schema.path("properties").path(step);
        if (rest.isEmpty()) {
            return !property.isMissingNode();
        }
        return Stream.concat(Stream.of(property), items(schema, step))
                .anyMatch(next -> declares(next, rest, depth + 1));
    }

    private static Stream<JsonNode> items(JsonNode schema, String step) {
        boolean isIndex = !step.isEmpty() && step.length() < 9 && step.chars().allMatch(c -> c >= '0' && c <= '9');
        if (isIndex) {
            return Stream.of(schema.path("prefixItems").path(Integer.parseInt(step)), schema.path("items"));
        }
        return Stream.of(schema.path("additionalProperties"));
    }

    private Stream<JsonNode> alternatives(JsonNode schema) {
        var combined =
                COMBINING.stream().flatMap(keyword -> schema.path(keyword).valueStream());
        var conditional = CONDITIONAL.stream().map(schema::path);
        return Stream.concat(Stream.of(reference(schema)), Stream.concat(combined, conditional));
    }

    private JsonNode reference(JsonNode schema) {
        var reference = schema.path("$ref");
        if (!reference.isString()) {
            return MissingNode.getInstance();
        }
        var text = reference.stringValue();
        if (text.equals("#")) {
            return root;
        }
        return text.startsWith("#/") ? root.at(JsonPointer.compile(text.substring(1))) : MissingNode.getInstance();
    }
}
