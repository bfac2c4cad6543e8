package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.json.ObjectEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns what a server of one revision answered into what a client of another must get. Where nothing has to change,
 * the very same value comes back.
 */
public final class Bridge {
    private static final int MAX_TTL_DIGITS = 15;
    private static final JsonSlice ZERO = JsonSlice.trusted("0");

    private Bridge() {}

    /** A complete result of a method other than {@code tools/call}, or of a tool without output schema. */
    public static JsonObject result(String method, JsonObject result, Revision server, Revision client) {
        return result(method, result, Optional.empty(), server, client);
    }

    /**
     * A complete result of a tool.
     *
     * @param outputSchema as the server declared it, since value and schema must be wrapped alike
     */
    public static JsonObject toolResult(
            JsonObject result, Optional<JsonSlice> outputSchema, Revision server, Revision client) {
        return result("tools/call", result, outputSchema, server, client);
    }

    /** Whether a result is the final one; anything but an absent or {@code complete} type belongs to no plain answer. */
    public static boolean isComplete(JsonObject result) {
        return !result.has("resultType")
                || result.string("resultType").filter("complete"::equals).isPresent();
    }

    /** A modern result that names the hub as the one who answers. */
    public static JsonObject stamped(JsonObject result, JsonSlice serverInfo) {
        return Meta.stampResult(result, serverInfo);
    }

    /** A tool's definition; older clients get no output schema, or one whose root is an object. */
    public static JsonObject tool(JsonObject definition, Revision client) {
        var schema = definition.object("outputSchema");
        if (client.era() == Era.MODERN || schema.isEmpty()) {
            return definition;
        }
        if (!client.isAtLeast(Revision.V2025_06_18)) {
            return definition.edit().remove("outputSchema").object();
        }
        return OutputSchema.isObject(schema.get())
                ? definition
                : definition
                        .edit()
                        .set("outputSchema", OutputSchema.wrap(schema.get()))
                        .object();
    }

    /**
     * Whether an error says that the client lacks a capability that it did declare, which then is one that the hub
     * does not pass on.
     */
    public static boolean blamesClientWrongly(int code, JsonObject error, JsonObject declared) {
        return code == ErrorCode.MISSING_CLIENT_CAPABILITY
                && !error.object("data")
                        .flatMap(data -> data.object("requiredCapabilities"))
                        .filter(required -> areMissing(required, declared))
                        .isPresent();
    }

    private static boolean areMissing(JsonObject required, JsonObject declared) {
        return required.names().stream()
                .anyMatch(name -> !declared.has(name)
                        || required.object(name)
                                .filter(inner ->
                                        areMissing(inner, declared.object(name).orElse(JsonObject.EMPTY)))
                                .isPresent());
    }

    /** What a client is told where an error is about the hub's own hop. */
    public static ProtocolError ownHop() {
        return ProtocolError.of(200, ErrorCode.INTERNAL_ERROR, "The server could not serve the hub's request");
    }

    /**
     * An error object of a server as the answer to a client. What describes the hub's own hop, such as refused
     * headers or versions, becomes an internal error.
     */
    public static ProtocolError error(String method, int code, JsonObject error, Revision server, Revision client) {
        boolean isModern = client.era() == Era.MODERN;
        boolean isOwnHop = switch (code) {
            case ErrorCode.PARSE_ERROR,
                    ErrorCode.INVALID_REQUEST,
                    ErrorCode.HEADER_MISMATCH,
                    ErrorCode.UNSUPPORTED_PROTOCOL_VERSION -> true;
            case ErrorCode.URL_ELICITATION_REQUIRED -> client != Revision.V2025_11_25 || server != Revision.V2025_11_25;
            case ErrorCode.MISSING_CLIENT_CAPABILITY -> !isModern;
            default -> false;
        };
        if (isOwnHop) {
            return ownHop();
        }
        int mapped = code(method, code, error, server, client);
        var answer = ProtocolError.of(
                isModern ? status(mapped) : 200, mapped, error.string("message").orElse(""));
        return error.get("data").map(answer::withData).orElse(answer);
    }

    private static int code(String method, int code, JsonObject error, Revision server, Revision client) {
        if (code == ErrorCode.RESOURCE_NOT_FOUND && client.era() == Era.MODERN) {
            return ErrorCode.INVALID_PARAMS;
        }
        boolean isMissingResource = code == ErrorCode.INVALID_PARAMS
                && server.era() == Era.MODERN
                && client.era() == Era.LEGACY
                && method.equals("resources/read")
                && error.object("data").filter(data -> data.has("uri")).isPresent();
        return isMissingResource ? ErrorCode.RESOURCE_NOT_FOUND : code;
    }

    private static int status(int code) {
        return switch (code) {
            case ErrorCode.METHOD_NOT_FOUND -> 404;
            case ErrorCode.MISSING_CLIENT_CAPABILITY -> 400;
            default -> 200;
        };
    }

    private static JsonObject result(
            String method, JsonObject result, Optional<JsonSlice> outputSchema, Revision server, Revision client) {
        if (server.era() == Era.LEGACY && client.era() == Era.LEGACY && client.isAtLeast(server)) {
            return result;
        }
        var edit = Meta.stripResult(result).edit();
        if (client.era() == Era.MODERN) {
            markComplete(method, result, edit, server);
            return edit.object();
        }
        if (server.era() == Era.MODERN) {
            edit.remove("resultType").remove("ttlMs").remove("cacheScope");
        }
        switch (method) {
            case "tools/call" -> toolOutput(result, outputSchema, edit, server, client);
            case "prompts/get" -> messages(result, edit, client);
            default -> {}
        }
        return edit.object();
    }

    /** Results depend on who asks, so no cache may share them, whatever the server said. */
    private static void markComplete(String method, JsonObject result, ObjectEdit edit, Revision server) {
        edit.set("resultType", "complete");
        if (!isCacheable(method)) {
            return;
        }
        var ttl = result.get("ttlMs").filter(value -> server.era() == Era.MODERN && isDuration(value));
        edit.set("ttlMs", ttl.orElse(ZERO)).set("cacheScope", "private");
    }

    private static boolean isDuration(JsonSlice value) {
        return value.length() <= MAX_TTL_DIGITS && value.text().chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isCacheable(String method) {
        return switch (method) {
            case "server/discover",
                    "tools/list",
                    "prompts/list",
                    "resources/list",
                    "resources/templates/list",
                    "resources/read" -> true;
            default -> false;
        };
    }

    private static void toolOutput(
            JsonObject result, Optional<JsonSlice> outputSchema, ObjectEdit edit, Revision server, Revision client) {
        var blocks = result.get("content")
                .map(content -> ContentBlocks.forRevision(content, client))
                .orElse(JsonSlice.trusted("[]"));
        var structured = result.get("structuredContent");
        boolean isNew = server.era() == Era.MODERN || !client.isAtLeast(Revision.V2025_06_18);
        if (structured.isPresent() && isNew) {
            blocks = withText(blocks, structured.get());
        }
        if (structured.isPresent() && server.era() == Era.MODERN && isWrapped(structured.get(), outputSchema)) {
            edit.set("structuredContent", OutputSchema.wrapValue(structured.get()));
        }
        edit.set("content", blocks);
    }

    private static boolean isWrapped(JsonSlice value, Optional<JsonSlice> outputSchema) {
        return !value.isObject()
                || outputSchema
                        .filter(JsonSlice::isObject)
                        .filter(schema -> !OutputSchema.isObject(schema.asObject()))
                        .isPresent();
    }

    /** Clients that overlook structured content still need something to read. */
    private static JsonSlice withText(JsonSlice blocks, JsonSlice structured) {
        if (!blocks.isArray()) {
            return blocks;
        }
        var items = new ArrayList<>(blocks.asArray());
        if (ContentBlocks.hasText(items)) {
            return blocks;
        }
        items.add(ContentBlocks.text(structured.text()));
        return OutputSchema.array(items);
    }

    private static void messages(JsonObject result, ObjectEdit edit, Revision client) {
        var messages = result.get("messages").filter(JsonSlice::isArray);
        if (messages.isEmpty() || client.isAtLeast(Revision.V2025_06_18)) {
            return;
        }
        List<JsonSlice> known = new ArrayList<>();
        for (var item : messages.get().asArray()) {
            known.add(item.isObject() ? message(item.asObject(), client) : item);
        }
        edit.set("messages", OutputSchema.array(known));
    }

    private static JsonSlice message(JsonObject message, Revision client) {
        return message.get("content")
                .map(block -> message.edit()
                        .set("content", ContentBlocks.block(block, client))
                        .slice())
                .orElse(message.whole());
    }
}
