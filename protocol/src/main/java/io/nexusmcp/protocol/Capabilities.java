package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Collection;

/** What servers say they can do, and what the hub says about them together. */
public final class Capabilities {
    private static final JsonSlice PLAIN = JsonSlice.trusted("{}");
    private static final JsonSlice TRUE = JsonSlice.trusted("true");
    private static final JsonSlice SUBSCRIBE_AND_LIST_CHANGED =
            JsonSlice.trusted("{\"subscribe\":true,\"listChanged\":true}");
    private static final JsonSlice LIST_CHANGED = JsonSlice.trusted("{\"listChanged\":true}");

    private Capabilities() {}

    public static boolean declares(JsonObject capabilities, String name) {
        return capabilities.object(name).isPresent();
    }

    /** Whether a server tells of changes of resources that it is asked to watch. */
    public static boolean subscribes(JsonObject capabilities) {
        return capabilities
                .object("resources")
                .flatMap(settings -> settings.get("subscribe"))
                .filter(TRUE::equals)
                .isPresent();
    }

    /**
     * The capabilities a front declares for some servers: what at least one of them offers and the hub can carry to
     * clients. Changes of lists the hub tells by itself, whatever servers do. Tasks, experiments and extensions do not
     * survive the path and are never declared.
     */
    public static JsonObject front(Collection<JsonObject> servers) {
        var declared = JsonObject.EMPTY.edit();
        for (var kind : ListKind.values()) {
            if (anyDeclares(servers, kind.capability())) {
                boolean watches = kind == ListKind.RESOURCES && servers.stream().anyMatch(Capabilities::subscribes);
                declared.set(kind.capability(), watches ? SUBSCRIBE_AND_LIST_CHANGED : LIST_CHANGED);
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
