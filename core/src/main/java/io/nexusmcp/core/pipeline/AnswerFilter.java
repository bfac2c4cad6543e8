package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.audit.AuditEntry;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.core.schema.Schemas;
import io.nexusmcp.protocol.Bridge;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.ModernMeta;
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.Map;

/** What a server answered, as far as the client may have it: redacted, checked, and in the client's revision. */
final class AnswerFilter {
    private final Schemas schemas;

    AnswerFilter(Schemas schemas) {
        this.schemas = schemas;
    }

    Reply reply(Asked asked, ServerCall call, UpstreamReply reply, AuditEntry entry) {
        return switch (reply) {
            case UpstreamReply.Result(var revision, var result) -> {
                requireComplete(call, result);
                var redacted = redact(asked, result, entry);
                if (call instanceof ServerCall.CallTool(var tool, var _)) {
                    schemas.checkResult(tool, redacted);
                }
                var bridged = bridge(asked, call, redacted, revision);
                yield new Reply.Json(200, JsonRpc.result(asked.id(), bridged.whole()), Map.of());
            }
            case UpstreamReply.Failure failure -> failure(asked, call, error(asked, failure));
        };
    }

    /** The result of a tool, still in its server's revision. */
    JsonObject clean(Asked asked, ToolDefinition tool, JsonObject result, AuditEntry entry) {
        var redacted = redact(asked, result, entry);
        schemas.checkResult(tool, redacted);
        return redacted;
    }

    /** An error of a server in words that the client may have. */
    ProtocolError error(Asked asked, UpstreamReply.Failure failure) {
        var declared = ModernMeta.of(asked.params()).clientCapabilities().orElse(JsonObject.EMPTY);
        var error = Bridge.blamesClientWrongly(failure.code(), failure.error(), declared)
                ? Bridge.ownHop()
                : Bridge.error(asked.method(), failure.code(), failure.error(), failure.revision(), asked.revision());
        var redactor = asked.rules().redactor();
        var message = redactor.filter(error.message().isEmpty() ? "The server refused" : error.message());
        var plain = ProtocolError.of(error.httpStatus(), error.code(), message).withId(asked.id());
        return error.data()
                .map(data -> plain.withData(redactor.filter(data).value()))
                .orElse(plain);
    }

    private static JsonObject redact(Asked asked, JsonObject result, AuditEntry entry) {
        var outcome = asked.rules().redactor().filter(result.whole());
        entry.redacted(outcome.counts());
        return outcome.isChanged() ? outcome.value().asObject() : result;
    }

    private static JsonObject bridge(Asked asked, ServerCall call, JsonObject result, Revision server) {
        var bridged = call instanceof ServerCall.CallTool(var tool, var _)
                ? Bridge.toolResult(result, tool.outputSchema(), server, asked.revision())
                : Bridge.result(call.method(), result, server, asked.revision());
        return asked.isModern() ? Bridge.stamped(bridged, Handshake.SERVER_INFO) : bridged;
    }

    /** A task was not asked for, and a question where none is possible, so a server that starts one has failed. */
    private static void requireComplete(ServerCall call, JsonObject result) {
        if (!Bridge.isComplete(result)) {
            throw new Refused(new Refusal.UpstreamFailed(call.server(), "an answer that is not complete"));
        }
    }

    /** A resource that is missing at the server is answered in the hub's own words, like one that is not permitted. */
    private static Reply failure(Asked asked, ServerCall call, ProtocolError error) {
        boolean isMissing = error.code() == ErrorCode.RESOURCE_NOT_FOUND || error.code() == ErrorCode.INVALID_PARAMS;
        if (call instanceof ServerCall.ReadResource && isMissing) {
            throw new Refused(new Refusal.Unknown("resource", "not at the server"));
        }
        return new Reply.Json(
                error.httpStatus(), JsonRpc.error(error, asked.revision().era()), Map.of());
    }
}
