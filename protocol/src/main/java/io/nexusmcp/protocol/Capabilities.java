package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Collection;

/** What servers say they can do, and what the hub says about them together. */
public final class Capabilities {
    private static final JsonSlice PLAIN = JsonSlice.trusted("{}");
    private static final JsonSlice LIST_CHANGED = JsonSlice.trusted("{\"listChanged\":true}");

    private Capabilities() {}

    public static boolean declares(JsonObject capabilities, String name) {
        return capabilities.object(name).isPresent();
    }

    /**
     * The capabilities a front declares for some servers: what at least one of them offers and the hub can carry to
     * such a client. Changes of lists go to legacy streams only; subscriptions, tasks, experiments and extensions do
     * not survive the path and are never declared.
     */
    public static JsonObject front(Collection<JsonObject> servers, Era client) {
        var declared = JsonObject.EMPTY.edit();
        for (var name : new String[] {"tools", "prompts", "resources"}) {
            if (anyDeclares(servers, name)) {
                declared.set(name, client == Era.LEGACY ? LIST_CHANGED : PLAIN);
            }
        }
        for (var name : new String[] {"logging", "completions"}) {
            if (anyDeclares(servers, name)) {
                declared.set(name, PLAIN);
            }
        }
        return declared.object();
    }

    private static boolean anyDeclares(Collection<JsonObject> servers, String name) {
        return servers.stream().anyMatch(capabilities -> declares(capabilities, name));
    }
}
