package io.nexusmcp.testkit;

import java.util.function.Consumer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads and builds the plain JSON trees that the fixtures speak. */
final class Trees {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Trees() {}

    static JsonNode read(String text) {
        return MAPPER.readTree(text);
    }

    static JsonNode read(byte[] bytes) {
        return MAPPER.readTree(bytes);
    }

    static ObjectNode object(String text) {
        return (ObjectNode) MAPPER.readTree(text);
    }

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ObjectNode object(Consumer<ObjectNode> fill) {
        var node = object();
        fill.accept(node);
        return node;
    }

    static ObjectNode orEmpty(JsonNode node) {
        return node instanceof ObjectNode object ? object : object();
    }

    static ObjectNode notification(String method, ObjectNode params) {
        var message = object().put("jsonrpc", "2.0").put("method", method);
        return params.isEmpty() ? message : message.set("params", params);
    }

    static ObjectNode request(String id, String method, ObjectNode params) {
        var message = object().put("jsonrpc", "2.0").put("id", id).put("method", method);
        return params.isEmpty() ? message : message.set("params", params);
    }

    static ObjectNode result(JsonNode id, ObjectNode result) {
        var message = object().put("jsonrpc", "2.0");
        message.set("id", id);
        return message.set("result", result);
    }

    static ObjectNode error(JsonNode id, RpcError error) {
        var message = object().put("jsonrpc", "2.0");
        if (!id.isMissingNode()) {
            message.set("id", id);
        }
        var body = message.putObject("error").put("code", error.code()).put("message", error.text());
        if (!error.data().isEmpty()) {
            body.set("data", error.data());
        }
        return message;
    }
}
