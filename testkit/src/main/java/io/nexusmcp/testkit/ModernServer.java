package io.nexusmcp.testkit;

import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The fixture in the modern era: every request stands alone and says what it needs in its {@code _meta}. */
final class ModernServer {
    static final List<String> VERSIONS = List.of("2026-07-28");

    private static final Set<String> CACHEABLE = Set.of(
            "server/discover",
            "tools/list",
            "prompts/list",
            "resources/list",
            "resources/templates/list",
            "resources/read");

    private final FixtureServer server;
    private final boolean tellsOfChanges;
    private final StateSeal seal = new StateSeal();

    ModernServer(FixtureServer server, boolean tellsOfChanges) {
        this.server = server;
        this.tellsOfChanges = tellsOfChanges;
    }

    static JsonNode claim(ObjectNode params) {
        return params.path("_meta").path(ModernCall.META + "protocolVersion");
    }

    /** Refuses a request whose {@code _meta} lacks what every request must have. */
    static void checkEnvelope(String method, ObjectNode params) {
        var claim = claim(params);
        if (method.equals("initialize") && claim.isMissingNode()) {
            throw unsupported(params.path("protocolVersion").asString(""));
        }
        if (!claim.isString()) {
            throw badMeta("protocolVersion");
        }
        if (!params.path("_meta").path(ModernCall.META + "clientCapabilities").isObject()) {
            throw badMeta("clientCapabilities");
        }
    }

    private static RpcError badMeta(String name) {
        return new RpcError(400, RpcError.INVALID_PARAMS, "Missing or invalid _meta field " + ModernCall.META + name);
    }

    private static RpcError unsupported(String requested) {
        var data = Trees.object();
        var supported = data.putArray("supported");
        VERSIONS.forEach(supported::add);
        data.put("requested", requested);
        return new RpcError(400, RpcError.UNSUPPORTED_VERSION, "Unsupported protocol version", data);
    }

    /** Answers a request with its result, or throws the error to answer. */
    ObjectNode serve(ObjectNode request, Outbound outbound) {
        var method = request.path("method").asString("");
        var params = Trees.orEmpty(request.path("params"));
        checkEnvelope(method, params);
        if (!VERSIONS.contains(claim(params).stringValue())) {
            throw unsupported(claim(params).stringValue());
        }
        var level = params.path("_meta").path(ModernCall.META + "logLevel");
        if (!level.isMissingNode()) {
            LogLevels.check(level.asString(""));
        }
        try {
            var result = dispatch(request, method, params, outbound);
            if (!result.has("resultType")) {
                result.put("resultType", "complete");
            }
            if (CACHEABLE.contains(method)) {
                result.put("ttlMs", 1000).put("cacheScope", "private");
            }
            return signed(result);
        } catch (ModernCall.InputRequired more) {
            return signed(more.result());
        }
    }

    private static ObjectNode signed(ObjectNode result) {
        result.withObject("/_meta").set(ModernCall.META + "serverInfo", FixtureServer.IMPLEMENTATION);
        return result;
    }

    private ObjectNode dispatch(ObjectNode request, String method, ObjectNode params, Outbound outbound) {
        return switch (method) {
            case "server/discover" -> discover();
            case "tasks/get", "tasks/update", "tasks/cancel" ->
                task(method, new ModernCall(method, params, outbound, seal));
            case "subscriptions/listen" -> listen(request.path("id"), params, outbound);
            default -> server.answer(method, new ModernCall(method, params, outbound, seal));
        };
    }

    private ObjectNode task(String method, ModernCall call) {
        if (!call.takesTask()) {
            throw call.taskNeeded();
        }
        var task = server.tasks().find(call.params().path("taskId").asString(""));
        return switch (method) {
            case "tasks/get" -> task.modern();
            case "tasks/update" -> {
                task.answer(Trees.orEmpty(call.params().path("inputResponses")));
                yield Trees.object();
            }
            default -> {
                boolean wasRunning = task.cancel();
                assert wasRunning || task.isOver();
                yield Trees.object();
            }
        };
    }

    private ObjectNode discover() {
        var result = Trees.object();
        var versions = result.putArray("supportedVersions");
        VERSIONS.forEach(versions::add);
        result.set("capabilities", Trees.object(tellsOfChanges ? """
            {"tools":{"listChanged":true},"resources":{"subscribe":true,"listChanged":true},
             "prompts":{"listChanged":true},"completions":{},
             "extensions":{"io.modelcontextprotocol/tasks":{}}}\
            """ : """
                {"tools":{},"resources":{},"prompts":{},"completions":{}}\
                """));
        return result.put("instructions", "A fixture for tests.");
    }

    /** Tells of changes until the client goes away. */
    private ObjectNode listen(JsonNode id, ObjectNode params, Outbound outbound) {
        if (!tellsOfChanges) {
            throw RpcError.unknownMethod("subscriptions/listen");
        }
        var filter = params.path("notifications");
        if (!filter.isObject()) {
            throw RpcError.invalidParams("notifications is required");
        }
        var queue = new LinkedBlockingQueue<Changes.Change>(1000);
        Consumer<Changes.Change> listener = queue::offer;
        server.changes().listen(listener);
        try {
            var acknowledged = Trees.object();
            acknowledged.set("notifications", honoured(filter));
            tell("notifications/subscriptions/acknowledged", acknowledged, id, outbound);
            while (true) {
                var change = queue.take();
                if (wanted(filter, change)) {
                    var body = change.uri().isEmpty()
                            ? Trees.object()
                            : Trees.object().put("uri", change.uri());
                    tell(change.method(), body, id, outbound);
                }
            }
        } catch (InterruptedException gone) {
            throw new Call.Cancelled();
        } finally {
            server.changes().leave(listener);
        }
    }

    /** As much of the filter as there are resources. */
    private static JsonNode honoured(JsonNode filter) {
        var honoured = Trees.orEmpty(filter).deepCopy();
        if (honoured.has("resourceSubscriptions")) {
            var uris = honoured.putArray("resourceSubscriptions");
            filter.path("resourceSubscriptions").forEach(uri -> {
                if (FixtureResources.exists(uri.asString(""))) {
                    uris.add(uri);
                }
            });
        }
        return honoured;
    }

    private static void tell(String method, ObjectNode params, JsonNode id, Outbound outbound) {
        params.withObject("/_meta").set(ModernCall.META + "subscriptionId", id);
        outbound.send(Trees.notification(method, params));
    }

    private static boolean wanted(JsonNode filter, Changes.Change change) {
        return switch (change.method()) {
            case "notifications/tools/list_changed" ->
                filter.path("toolsListChanged").asBoolean(false);
            case "notifications/prompts/list_changed" ->
                filter.path("promptsListChanged").asBoolean(false);
            case "notifications/resources/list_changed" ->
                filter.path("resourcesListChanged").asBoolean(false);
            default -> contains(filter.path("resourceSubscriptions"), change.uri());
        };
    }

    private static boolean contains(JsonNode list, String text) {
        for (var entry : list) {
            if (entry.asString("").equals(text)) {
                return true;
            }
        }
        return false;
    }
}
