package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.json.ObjectEdit;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns a server's question into one that a client of another revision understands, and its answer back. */
public final class QuestionBridge {
    private QuestionBridge() {}

    /**
     * The parameters for a client; empty when its revision has no way to be asked this.
     *
     * @param elicitationId what the client is to know a page by, asked for where its revision has such ids
     */
    public static Optional<JsonObject> forClient(
            String method, JsonObject params, Revision client, Supplier<String> elicitationId) {
        var own = withoutHop(params);
        if (client.era() == Era.MODERN) {
            return Optional.of(own.remove("elicitationId").object());
        }
        return switch (method) {
            case "elicitation/create" -> elicitation(own.object(), client, elicitationId);
            case "sampling/createMessage" -> sampling(own, params, client);
            default -> Optional.of(own.object());
        };
    }

    /** Tasks and progress of one hop mean nothing on the next. */
    private static ObjectEdit withoutHop(JsonObject params) {
        return Meta.strip(params).edit().remove("task");
    }

    private static Optional<JsonObject> elicitation(
            JsonObject params, Revision client, Supplier<String> elicitationId) {
        if (Elicitation.isUrl(params)) {
            return Optional.of(
                    params.edit().set("elicitationId", elicitationId.get()).object());
        }
        return client.isAtLeast(Revision.V2025_11_25) ? Optional.of(params) : Elicitation.simple(params);
    }

    /** Before 2025-11-25 a message has one block, and before 2025-03-26 none of sound. */
    private static Optional<JsonObject> sampling(ObjectEdit own, JsonObject params, Revision client) {
        var messages = params.get("messages").filter(JsonSlice::isArray);
        if (messages.isEmpty() || client.isAtLeast(Revision.V2025_11_25)) {
            return Optional.of(own.object());
        }
        var plain = new ArrayList<JsonSlice>();
        for (var message : messages.get().asArray()) {
            var one = message.isObject() ? single(message.asObject()) : Optional.<JsonObject>empty();
            if (one.isEmpty() || isSound(one.get()) && !client.isAtLeast(Revision.V2025_03_26)) {
                return Optional.empty();
            }
            plain.add(one.get().whole());
        }
        return Optional.of(own.set("messages", OutputSchema.array(plain)).object());
    }

    private static boolean isSound(JsonObject message) {
        return message.object("content")
                .flatMap(block -> block.string("type"))
                .filter("audio"::equals)
                .isPresent();
    }

    /** A message whose list of blocks is the one block in it; empty when there are more. */
    private static Optional<JsonObject> single(JsonObject message) {
        var blocks = message.get("content").filter(JsonSlice::isArray).map(JsonSlice::asArray);
        if (blocks.isEmpty()) {
            return Optional.of(message);
        }
        return blocks.get().size() == 1
                ? Optional.of(
                        message.edit().set("content", blocks.get().getFirst()).object())
                : Optional.empty();
    }

    /** A client's answer for a server; a list of one block is the block to servers that know no lists. */
    public static JsonObject forServer(String method, JsonObject answer, Revision server) {
        var own = Meta.strip(answer).edit().remove("resultType").object();
        boolean isPlain = method.equals("sampling/createMessage") && !server.isAtLeast(Revision.V2025_11_25);
        return isPlain ? single(own).orElse(own) : own;
    }
}
