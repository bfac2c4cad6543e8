package io.nexusmcp.testkit;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Compares the headers of a modern request with the body they mirror. */
final class MirroredHeaders {
    private static final Set<String> NAMED = Set.of("tools/call", "prompts/get");

    private MirroredHeaders() {}

    static void check(HttpRequest request, String method, ObjectNode params, ObjectNode toolDefinition) {
        require(request, "MCP-Protocol-Version", ModernServer.claim(params).asString(""), false);
        require(request, "Mcp-Method", method, false);
        if (NAMED.contains(method)) {
            require(request, "Mcp-Name", params.path("name").asString(""), true);
        } else if (Set.of("tasks/get", "tasks/update", "tasks/cancel").contains(method)) {
            require(request, "Mcp-Name", params.path("taskId").asString(""), true);
        } else if (method.equals("resources/read")) {
            require(request, "Mcp-Name", params.path("uri").asString(""), true);
        }
        if (method.equals("tools/call")) {
            parameters(request, toolDefinition.path("inputSchema").path("properties"), params.path("arguments"));
        }
    }

    private static void parameters(HttpRequest request, JsonNode properties, JsonNode arguments) {
        for (var property : properties.properties()) {
            var value = arguments.path(property.getKey());
            var header = property.getValue().path("x-mcp-header");
            if (header.isString()) {
                parameter(request, "Mcp-Param-" + header.stringValue(), value);
            }
            parameters(request, property.getValue().path("properties"), value);
        }
    }

    private static void parameter(HttpRequest request, String header, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            if (request.header(header).isPresent()) {
                throw mismatch(header);
            }
        } else if (value.isNumber()) {
            requireNumber(request, header, value);
        } else {
            require(request, header, value.asString(), true);
        }
    }

    private static void requireNumber(HttpRequest request, String header, JsonNode value) {
        try {
            var given = new BigDecimal(request.header(header).orElse(""));
            if (given.compareTo(value.decimalValue()) == 0) {
                return;
            }
        } catch (NumberFormatException notOne) {
            throw mismatch(header);
        }
        throw mismatch(header);
    }

    private static void require(HttpRequest request, String header, String expected, boolean encoded) {
        var given = request.header(header).flatMap(value -> encoded ? decode(value) : Optional.of(value));
        if (!given.equals(Optional.of(expected))) {
            throw mismatch(header);
        }
    }

    private static RpcError mismatch(String header) {
        return new RpcError(400, RpcError.HEADER_MISMATCH, "Header mismatch: " + header);
    }

    private static Optional<String> decode(String value) {
        if (!value.startsWith("=?base64?") || !value.endsWith("?=")) {
            return value.chars().allMatch(c -> c == '\t' || (c >= 0x20 && c < 0x7f))
                    ? Optional.of(value)
                    : Optional.empty();
        }
        var inner = value.substring("=?base64?".length(), value.length() - 2);
        try {
            var bytes = Base64.getDecoder().decode(inner);
            return inner.length() % 4 == 0
                    ? Optional.of(StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString())
                    : Optional.empty();
        } catch (IllegalArgumentException | CharacterCodingException broken) {
            return Optional.empty();
        }
    }
}
