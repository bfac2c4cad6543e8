package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.audit.AuditEntry;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.ListenFilter;
import io.nexusmcp.protocol.LogLevel;
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Map;

/** Which part of the hub serves which MCP method, in which era. */
final class Methods {
    private static final JsonSlice EMPTY_RESULT = JsonSlice.trusted("{}");

    private final Calls calls;
    private final Subscriptions subscriptions;
    private final TaskMethods tasks;

    Methods(Calls calls, Subscriptions subscriptions, TaskMethods tasks) {
        this.calls = calls;
        this.subscriptions = subscriptions;
        this.tasks = tasks;
    }

    Reply serve(Asked asked, AuditEntry entry) {
        return switch (asked.method()) {
            case "tools/call", "prompts/get", "resources/read", "completion/complete" -> calls.serve(asked, entry);
            case "tools/list" -> Listings.tools(asked);
            case "prompts/list" -> Listings.prompts(asked);
            case "resources/list" -> Listings.resources(asked);
            case "resources/templates/list" -> Listings.templates(asked);
            case "tasks/get", "tasks/result", "tasks/list", "tasks/cancel", "tasks/update" -> tasks.serve(asked, entry);
            default -> asked.isModern() ? modern(asked, entry) : legacy(asked, entry);
        };
    }

    private Reply modern(Asked asked, AuditEntry entry) {
        return switch (asked.method()) {
            case "server/discover" -> Handshake.discover(asked);
            case ListenFilter.METHOD -> {
                TaskMethods.requireExtensionToListen(asked);
                yield subscriptions.listen(asked, entry);
            }
            default -> throw notFound(404);
        };
    }

    private Reply legacy(Asked asked, AuditEntry entry) {
        return switch (asked.method()) {
            case "initialize" -> Handshake.initialize(asked);
            case "ping" -> done(asked);
            case "logging/setLevel" -> setLevel(asked);
            case "resources/subscribe" -> subscriptions.subscribe(asked, entry);
            case "resources/unsubscribe" -> subscriptions.unsubscribe(asked, entry);
            default -> throw notFound(200);
        };
    }

    private static Reply setLevel(Asked asked) {
        var level = asked.params()
                .string("level")
                .flatMap(LogLevel::of)
                .orElseThrow(() -> new ProtocolException(
                        ProtocolError.of(200, ErrorCode.INVALID_PARAMS, "level must be a log level of RFC 5424")));
        asked.session().ifPresent(session -> asked.rules().sessions().setLogLevel(session, level));
        return done(asked);
    }

    private static Reply done(Asked asked) {
        return new Reply.Json(200, JsonRpc.result(asked.id(), EMPTY_RESULT), Map.of());
    }

    /** HTTP 404 belongs to the modern era; legacy clients expect the error in an answer with 200. */
    static Refused notFound(int status) {
        return new Refused(
                new Refusal.Malformed(ProtocolError.of(status, ErrorCode.METHOD_NOT_FOUND, "Method not found")));
    }
}
