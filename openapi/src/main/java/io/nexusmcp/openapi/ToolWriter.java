package io.nexusmcp.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.openapi.SchemaConverter.Excess;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the definition of a tool, its schemas standing alone and within the size that models can read. */
final class ToolWriter {
    /** Above this, texts for readers are left out of an input schema. */
    private static final int TERSE_BYTES = 32 << 10;

    private static final int MAX_INPUT_BYTES = 256 << 10;
    private static final int MAX_OUTPUT_BYTES = 24 << 10;
    private static final int MAX_TITLE = 200;
    private static final int MAX_DESCRIPTION = 4_000;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

    private final Document document;

    ToolWriter(Document document) {
        this.document = document;
    }

    /**
     * What a tool takes.
     *
     * @param arguments the names of the parameters among the tool's arguments
     */
    record Input(List<Parameter> parameters, Map<Parameter, String> arguments, Optional<BodyReader.Body> body) {}

    /** Empty when the schema of its arguments is too large. */
    Optional<JsonObject> write(String name, Operation operation, Input input, Optional<Node> answer) {
        var inputSchema = input(input);
        if (inputSchema.isEmpty()) {
            return Optional.empty();
        }
        var tool = JSON.objectNode().put("name", name);
        title(operation).ifPresent(title -> tool.put("title", title));
        tool.put("description", description(operation));
        tool.set("inputSchema", inputSchema.get());
        answer.flatMap(this::output).ifPresent(schema -> tool.set("outputSchema", schema));
        tool.set("annotations", annotations(operation.method()));
        return Optional.of(JsonSlice.trusted(tool.toString()).asObject());
    }

    private static Optional<String> title(Operation operation) {
        return operation
                .own()
                .text("summary")
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(text -> shortened(text, MAX_TITLE));
    }

    private static String description(Operation operation) {
        var text = new StringBuilder();
        if (operation.own().isTrue("deprecated")) {
            text.append("Deprecated. ");
        }
        operation.own().text("summary").map(String::strip).ifPresent(text::append);
        operation
                .own()
                .text("description")
                .map(String::strip)
                .filter(more -> !more.isEmpty())
                .ifPresent(more -> text.append(text.isEmpty() ? "" : "\n\n").append(more));
        return text.isEmpty() ? operation.line() : shortened(text.toString(), MAX_DESCRIPTION);
    }

    private static String shortened(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max;
        return text.substring(0, end) + "…";
    }

    private static ObjectNode annotations(String method) {
        boolean isReading = READING.contains(method);
        var annotations = JSON.objectNode().put("readOnlyHint", isReading);
        if (!isReading) {
            annotations
                    .put("destructiveHint", !method.equals("POST"))
                    .put("idempotentHint", REPEATABLE.contains(method));
        }
        return annotations.put("openWorldHint", true);
    }

    private Optional<ObjectNode> input(Input input) {
        try {
            var full = input(input, false);
            var schema = size(full) <= TERSE_BYTES ? full : input(input, true);
            return size(schema) <= MAX_INPUT_BYTES ? Optional.of(schema) : Optional.empty();
        } catch (Excess _) {
            return Optional.empty();
        }
    }

    private ObjectNode input(Input input, boolean isTerse) {
        var converter = new SchemaConverter(document, true, isTerse);
        var properties = JSON.objectNode();
        var required = JSON.arrayNode();
        for (var parameter : input.parameters()) {
            var argument = input.arguments().getOrDefault(parameter, parameter.name());
            properties.set(argument, described(converter.convert(parameter.schema()), about(parameter, argument)));
            require(argument, parameter.isRequired(), required);
        }
        input.body().ifPresent(body -> {
            properties.set(
                    RequestPlan.BodyPlan.ARGUMENT, described(converter.convert(body.schema()), body.description()));
            require(RequestPlan.BodyPlan.ARGUMENT, body.plan().isRequired(), required);
        });
        var schema = JSON.objectNode().put("type", "object");
        schema.set("properties", properties);
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        schema.put("additionalProperties", false);
        converter.definitions().ifPresent(definitions -> schema.set("$defs", definitions));
        return schema;
    }

    private static void require(String argument, boolean isRequired, ArrayNode required) {
        if (isRequired) {
            required.add(argument);
        }
    }

    private static Optional<String> about(Parameter parameter, String argument) {
        var own = parameter.description().map(String::strip).filter(text -> !text.isEmpty());
        if (argument.equals(parameter.name())) {
            return own;
        }
        var origin = parameter.name() + " (" + parameter.location().word() + ")";
        return Optional.of(own.map(text -> origin + ": " + text).orElse(origin));
    }

    /** What the document says of the place counts more than what it says of the type. */
    private static JsonNode described(JsonNode schema, Optional<String> text) {
        if (schema instanceof ObjectNode object) {
            text.ifPresent(own -> object.put("description", shortened(own, MAX_DESCRIPTION)));
        }
        return schema;
    }

    private Optional<ObjectNode> output(Node schema) {
        try {
            var converter = new SchemaConverter(document, false, true);
            if (!(converter.convert(root(schema)) instanceof ObjectNode object)) {
                return Optional.empty();
            }
            converter.definitions().ifPresent(definitions -> object.set("$defs", definitions));
            return size(object) <= MAX_OUTPUT_BYTES ? Optional.of(object) : Optional.empty();
        } catch (Excess _) {
            return Optional.empty();
        }
    }

    /** The schema itself rather than a reference to it: older clients want to see an object at the root. */
    private Node root(Node schema) {
        return schema instanceof Node.Fields fields && fields.members().keySet().equals(Set.of("$ref"))
                ? document.object(schema, "schema").map(Node.class::cast).orElse(schema)
                : schema;
    }

    private static int size(ObjectNode schema) {
        return schema.toString().getBytes(UTF_8).length;
    }
}
