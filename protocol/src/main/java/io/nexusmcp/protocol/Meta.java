package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Set;

/** Keeps {@code _meta} to its hop: what belongs to the incoming one never goes on to the next. */
public final class Meta {
    private static final String RESERVED = "io.modelcontextprotocol/";
    private static final Set<String> END_TO_END = Set.of(
            "io.modelcontextprotocol/related-task", "io.modelcontextprotocol/model-immediate-response");

    private Meta() {}

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
        var names = meta.get().names();
        int dropped = 0;
        for (var name : names) {
            dropped += isOfThisHop(name, alsoToken) ? 1 : 0;
        }
        if (dropped == 0) {
            return params;
        }
        if (dropped == names.size()) {
            return params.edit().remove("_meta").object();
        }
        var kept = meta.get().edit();
        for (var name : names) {
            if (isOfThisHop(name, alsoToken)) {
                kept.remove(name);
            }
        }
        return params.edit().set("_meta", kept.object()).object();
    }

    private static boolean isOfThisHop(String name, boolean alsoToken) {
        return name.startsWith(RESERVED) && !END_TO_END.contains(name)
                || alsoToken && name.equals(MetaKey.PROGRESS_TOKEN);
    }

    /** A result without what the server's hop said about itself. */
    static JsonObject stripResult(JsonObject result) {
        var meta = result.object("_meta");
        if (meta.isEmpty() || !meta.get().has(MetaKey.SERVER_INFO) && !meta.get().has(MetaKey.SUBSCRIPTION_ID)) {
            return result;
        }
        var kept = meta.get().edit().remove(MetaKey.SERVER_INFO).remove(MetaKey.SUBSCRIPTION_ID);
        var edit = result.edit();
        return (kept.isEmpty() ? edit.remove("_meta") : edit.set("_meta", kept.object())).object();
    }

    /** A modern result that says who answers. */
    static JsonObject stampResult(JsonObject result, JsonSlice serverInfo) {
        var meta = result.object("_meta").orElse(JsonObject.EMPTY).edit();
        var stamped = meta.remove(MetaKey.SUBSCRIPTION_ID).set(MetaKey.SERVER_INFO, serverInfo);
        return result.edit().set("_meta", stamped.object()).object();
    }
}
