package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Locale;
import java.util.Optional;

/** Whether a tool can be called as a task, and how servers and clients say so in their revisions. */
public enum TaskSupport {
    FORBIDDEN,
    /** Also every tool of a modern server with the extension, which decides for itself. */
    OPTIONAL,
    REQUIRED;

    public static final String EXTENSION = "io.modelcontextprotocol/tasks";

    private static final String EXTENSIONS = "extensions";
    private static final String EXECUTION = "execution";
    private static final JsonSlice EXTENSION_ONLY = JsonSlice.trusted("{\"" + EXTENSION + "\":{}}");
    private static final JsonSlice CORE =
            JsonSlice.trusted("{\"list\":{},\"cancel\":{},\"requests\":{\"tools\":{\"call\":{}}}}");

    /** What a client of the modern era has to declare before it can be given a task. */
    public static final JsonSlice NEEDED = JsonSlice.trusted("{\"" + EXTENSIONS + "\":" + EXTENSION_ONLY.text() + "}");

    /** Whether a server's capabilities say that some of its tools can be called as tasks. */
    public static boolean isOffered(JsonObject capabilities, Revision server) {
        return switch (server) {
            case V2026_07_28 -> isDeclared(capabilities);
            case V2025_11_25 ->
                capabilities
                        .object("tasks")
                        .flatMap(tasks -> tasks.object("requests"))
                        .flatMap(requests -> requests.object("tools"))
                        .filter(tools -> tools.has("call"))
                        .isPresent();
            case V2024_11_05, V2025_03_26, V2025_06_18 -> false;
        };
    }

    /** Whether capabilities of the modern era, of either side, have the extension. */
    public static boolean isDeclared(JsonObject capabilities) {
        return capabilities
                .object(EXTENSIONS)
                .filter(extensions -> extensions.has(EXTENSION))
                .isPresent();
    }

    /** Of one tool of a server with these capabilities. */
    public static TaskSupport of(JsonObject definition, JsonObject capabilities, Revision server) {
        if (!isOffered(capabilities, server)) {
            return FORBIDDEN;
        }
        if (server.era() == Era.MODERN) {
            return OPTIONAL;
        }
        return switch (definition
                .object(EXECUTION)
                .flatMap(execution -> execution.string("taskSupport"))
                .orElse("")) {
            case "optional" -> OPTIONAL;
            case "required" -> REQUIRED;
            default -> FORBIDDEN;
        };
    }

    /** Capabilities of the hub that say to a client that tools can be called as tasks; older ones have no word for it. */
    public static JsonObject declare(JsonObject capabilities, Revision client) {
        return switch (client) {
            case V2026_07_28 -> extended(capabilities);
            case V2025_11_25 -> capabilities.edit().set("tasks", CORE).object();
            case V2024_11_05, V2025_03_26, V2025_06_18 -> capabilities;
        };
    }

    /** Capabilities of the modern era with the extension among them. */
    public static JsonObject extended(JsonObject capabilities) {
        var extensions = capabilities.object(EXTENSIONS).orElse(JsonObject.EMPTY);
        var declared = extensions.edit().set(EXTENSION, JsonObject.EMPTY).object();
        return capabilities.edit().set(EXTENSIONS, declared).object();
    }

    /** The definition of a tool as a client of a revision may have it: only 2025-11-25 knows what it says of tasks. */
    public JsonObject listed(JsonObject definition, Revision client) {
        var execution = definition.object(EXECUTION);
        boolean isKnown = client == Revision.V2025_11_25;
        if (isKnown && this != FORBIDDEN) {
            var said = execution.orElse(JsonObject.EMPTY).edit().set("taskSupport", name().toLowerCase(Locale.ROOT));
            return definition.edit().set(EXECUTION, said.object()).object();
        }
        return execution.isEmpty() ? definition : withoutSupport(definition, execution);
    }

    private static JsonObject withoutSupport(JsonObject definition, Optional<JsonObject> execution) {
        var rest = execution.orElse(JsonObject.EMPTY).edit().remove("taskSupport");
        return rest.isEmpty()
                ? definition.edit().remove(EXECUTION).object()
                : definition.edit().set(EXECUTION, rest.object()).object();
    }
}
