package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.audit.AuditEntry;
import io.nexusmcp.core.session.Sessions;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.LogLevel;
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Map;

/** Which part of the hub serves which MCP method, in which era. */
final class Methods {
    private static final JsonSlice EMPTY_RESULT = JsonSlice.trusted("{}");

    private final Handshake handshake;
    private final Listings listings;
    private final Calls calls;
    private final Sessions sessions;

    Methods(Handshake handshake, Listings listings, Calls calls, Sessions sessions) {
        this.handshake = handshake;
        this.listings = listings;
        this.calls = calls;
        this.sessions = sessions;
    }

    Reply serve(Asked asked, AuditEntry entry) {
        return switch (asked.method()) {
            case "tools/call", "prompts/get", "resources/read", "completion/complete" -> calls.serve(asked, entry);
            case "tools/list" -> listings.tools(asked);
            case "prompts/list" -> listings.prompts(asked);
            case "resources/list" -> listings.resources(asked);
            case "resources/templates/list" -> listings.templates(asked);
            default -> asked.isModern() ? modern(asked) : legacy(asked);
        };
    }

    private Reply modern(Asked asked) {
        if (asked.method().equals("server/discover")) {
            return handshake.discover(asked);
        }
        throw notFound(404);
    }

    private Reply legacy(Asked asked) {
        return switch (asked.method()) {
            case "initialize" -> handshake.initialize(asked);
            case "ping" -> done(asked);
            case "logging/setLevel" -> setLevel(asked);
            default -> throw notFound(200);
        };
    }

    private Reply setLevel(Asked asked) {
        var level = asked.params()
                .string("level")
                .flatMap(LogLevel::of)
                .orElseThrow(() -> new ProtocolException(
                        ProtocolError.of(200, ErrorCode.INVALID_PARAMS, "level must be a log level of RFC 5424")));
        asked.session().ifPresent(session -> sessions.setLogLevel(session, level));
        return done(asked);
    }

    private static Reply done(Asked asked) {
        return new Reply.Json(200, JsonRpc.result(asked.id(), EMPTY_RESULT), Map.of());
    }

    /** HTTP 404 belongs to the modern era; legacy clients expect the error in an answer with 200. */
    private static Refused notFound(int status) {
        return new Refused(
                new Refusal.Malformed(ProtocolError.of(status, ErrorCode.METHOD_NOT_FOUND, "Method not found")));
    }
}
