package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.json.ObjectEdit;
import java.util.Optional;
import java.util.Set;

/** Keeps {@code _meta} to its hop: what belongs to the incoming one never goes on to the next. */
public final class Meta {
    private static final String RESERVED = "io.modelcontextprotocol/";
    private static final String RELATED_TASK = "io.modelcontextprotocol/related-task";
    private static final Set<String> END_TO_END =
            Set.of(RELATED_TASK, "io.modelcontextprotocol/model-immediate-response");

    private Meta() {}

    /** The task that a message says it belongs to, by the sender's id. */
    public static Optional<String> relatedTask(JsonObject owner) {
        return owner.object("_meta").flatMap(meta -> meta.object(RELATED_TASK)).flatMap(task -> task.string("taskId"));
    }

    /** Parameters or a result that say to which task they belong. */
    public static JsonObject relatedTo(JsonObject owner, String taskId) {
        var task = JsonObject.EMPTY.edit().set("taskId", taskId).object();
        var meta = owner.object("_meta").orElse(JsonObject.EMPTY).edit().set(RELATED_TASK, task);
        return owner.edit().set("_meta", meta.object()).object();
    }

    /** Parameters or a result that say nothing of a task. */
    public static JsonObject unrelated(JsonObject owner) {
        var meta = owner.object("_meta").filter(keys -> keys.has(RELATED_TASK));
        return meta.map(keys -> replaced(owner, keys, keys.edit().remove(RELATED_TASK)))
                .orElse(owner);
    }

    /** Parameters without the reserved keys and the progress token of the client's hop. */
    public static JsonObject strip(JsonObject params) {
        return without(params, true);
    }

    /** Parameters without the reserved keys; the progress token stays. */
    static JsonObject withoutReserved(JsonObject params) {
        return without(params, false);
    }

    private static JsonObject without(JsonObject params, boolean alsoToken) {
        var meta = params.object("_meta");
        if (meta.isEmpty()) {
            return params;
        }
        var kept = meta.get().edit();
        for (var name : meta.get().names()) {
            if (isOfThisHop(name, alsoToken)) {
                kept.remove(name);
            }
        }
        return replaced(params, meta.get(), kept);
    }

    /** A {@code _meta} that lost its last key goes too. */
    private static JsonObject replaced(JsonObject owner, JsonObject meta, ObjectEdit kept) {
        if (kept.isEmpty() && !meta.names().isEmpty()) {
            return owner.edit().remove("_meta").object();
        }
        return owner.edit().set("_meta", kept.object()).object();
    }

    private static boolean isOfThisHop(String name, boolean alsoToken) {
        return name.startsWith(RESERVED) && !END_TO_END.contains(name)
                || alsoToken && name.equals(MetaKey.PROGRESS_TOKEN);
    }

    /** A result without what the server's hop said about itself. */
    static JsonObject stripResult(JsonObject result) {
        var meta = result.object("_meta");
        if (meta.isEmpty()) {
            return result;
        }
        var kept = meta.get().edit().remove(MetaKey.SERVER_INFO).remove(MetaKey.SUBSCRIPTION_ID);
        return replaced(result, meta.get(), kept);
    }

    /** A modern result that says who answers. */
    static JsonObject stampResult(JsonObject result, JsonSlice serverInfo) {
        var meta = result.object("_meta").orElse(JsonObject.EMPTY).edit();
        var stamped = meta.remove(MetaKey.SUBSCRIPTION_ID).set(MetaKey.SERVER_INFO, serverInfo);
        return result.edit().set("_meta", stamped.object()).object();
    }
}
