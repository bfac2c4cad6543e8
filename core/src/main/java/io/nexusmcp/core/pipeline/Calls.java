package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.audit.AuditEntry;
import io.nexusmcp.core.catalog.ServerEntry;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.guard.ArgumentGuard;
import io.nexusmcp.core.policy.Permitted;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.core.schema.Schemas;
import io.nexusmcp.protocol.Bridge;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.HeaderParams;
import io.nexusmcp.protocol.InputRequired;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.ModernMeta;
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.Map;

/** The part of a request's life that reaches a server: from its name to the filtered answer. */
final class Calls {
    private static final long UNCOUNTED_BYTES = 1 << 16;
    private static final ServerSpec.Exemption NO_EXEMPTION = new ServerSpec.Exemption(false, false);

    private final Schemas schemas;
    private final Dialogue dialogue;

    Calls(Schemas schemas, Dialogue dialogue) {
        this.schemas = schemas;
        this.dialogue = dialogue;
    }

    /** Authorize, validate, send and answer questions, filter; in this order, and each of them can end it. */
    Reply serve(Asked asked, AuditEntry entry) {
        var call = Resolution.of(asked, entry);
        var permitted = asked.rules().policy().permit(asked.caller(), call, asked.catalog());
        var exemption = exemption(asked, call);
        validate(asked, permitted, exemption, entry);
        return switch (dialogue.hold(Dialogue.Call.of(asked, permitted, exemption, entry))) {
            case Dialogue.Turn.Answered(var reply) -> {
                requireRoom(asked, reply);
                yield filter(asked, permitted, reply, entry);
            }
            case Dialogue.Turn.Input(var required) -> input(asked, required);
        };
    }

    private static Reply input(Asked asked, InputRequired required) {
        var result = Bridge.stamped(required.write(), Handshake.SERVER_INFO);
        return new Reply.Json(200, JsonRpc.result(asked.id(), result.whole()), Map.of());
    }

    private static ServerSpec.Exemption exemption(Asked asked, ServerCall call) {
        return asked.catalog()
                .server(call.server())
                .map(server -> ArgumentGuard.exemption(server.spec(), call.target()))
                .orElse(NO_EXEMPTION);
    }

    private void validate(
            Asked asked, Permitted<ServerCall> permitted, ServerSpec.Exemption exemption, AuditEntry entry) {
        var call = permitted.call();
        if (call instanceof ServerCall.CallTool(var tool, var params)) {
            var arguments = params.get("arguments").orElse(Schemas.NO_ARGUMENTS);
            if (asked.isModern() && asked.context().inbound().body().isMirrored()) {
                HeaderParams.check(
                        tool.headerParams(),
                        arguments,
                        asked.context().inbound().headers());
            }
            schemas.check(tool, arguments);
        }
        if (call instanceof ServerCall.Complete) {
            requireCompletions(asked, call.server());
        }
        asked.rules().arguments().check(call, exemption).ifPresent(breach -> entry.waived(breach.rule()));
    }

    /** Asked only after the caller was permitted: what a server declares is no news for others. */
    private static void requireCompletions(Asked asked, ServerName server) {
        if (asked.catalog().server(server).filter(Calls::mayComplete).isEmpty()) {
            throw new ProtocolException(
                    ProtocolError.of(asked.isModern() ? 404 : 200, ErrorCode.METHOD_NOT_FOUND, "Method not found"));
        }
    }

    /** Servers of the first revision have no way to say so. */
    private static boolean mayComplete(ServerEntry server) {
        return server.declares("completions")
                || server.offer()
                        .filter(offer -> offer.revision() == Revision.V2024_11_05)
                        .isPresent();
    }

    /** From here on the answer is in memory until the client has taken it. */
    private static void requireRoom(Asked asked, UpstreamReply reply) {
        var answer = switch (reply) {
            case UpstreamReply.Result(var _, var result) -> result;
            case UpstreamReply.Failure(var _, var _, var error) -> error;
        };
        long bytes = answer.whole().length();
        if (bytes > UNCOUNTED_BYTES && !asked.context().stream().holds(bytes)) {
            throw new Refused(new Refusal.Unavailable("memory"));
        }
    }

    /** What a server answered, as far as the client may have it: redacted, checked, and in the client's revision. */
    private Reply filter(Asked asked, Permitted<ServerCall> permitted, UpstreamReply reply, AuditEntry entry) {
        return switch (reply) {
            case UpstreamReply.Result(var revision, var result) -> {
                requireComplete(permitted.call(), result);
                var redacted = redact(asked, result, entry);
                checkOutput(permitted.call(), redacted);
                var bridged = bridge(asked, permitted.call(), redacted, revision);
                yield new Reply.Json(200, JsonRpc.result(asked.id(), bridged.whole()), Map.of());
            }
            case UpstreamReply.Failure failure -> failure(asked, permitted.call(), error(asked, failure));
        };
    }

    private static ProtocolError error(Asked asked, UpstreamReply.Failure failure) {
        var declared = ModernMeta.of(asked.params()).clientCapabilities().orElse(JsonObject.EMPTY);
        return Bridge.blamesClientWrongly(failure.code(), failure.error(), declared)
                ? Bridge.ownHop()
                : Bridge.error(asked.method(), failure.code(), failure.error(), failure.revision(), asked.revision());
    }

    private static JsonObject redact(Asked asked, JsonObject result, AuditEntry entry) {
        var outcome = asked.rules().redactor().filter(result.whole());
        entry.redacted(outcome.counts());
        return outcome.isChanged() ? outcome.value().asObject() : result;
    }

    private JsonObject bridge(Asked asked, ServerCall call, JsonObject result, Revision server) {
        var bridged = call instanceof ServerCall.CallTool(var tool, var _)
                ? Bridge.toolResult(result, tool.outputSchema(), server, asked.revision())
                : Bridge.result(call.method(), result, server, asked.revision());
        return asked.isModern() ? Bridge.stamped(bridged, Handshake.SERVER_INFO) : bridged;
    }

    private void checkOutput(ServerCall call, JsonObject result) {
        if (call instanceof ServerCall.CallTool(var tool, var _)) {
            schemas.checkResult(tool, result);
        }
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
        var redactor = asked.rules().redactor();
        var message = redactor.filter(error.message().isEmpty() ? "The server refused" : error.message());
        var plain = ProtocolError.of(error.httpStatus(), error.code(), message).withId(asked.id());
        var answer = error.data()
                .map(data -> plain.withData(redactor.filter(data).value()))
                .orElse(plain);
        return new Reply.Json(
                answer.httpStatus(), JsonRpc.error(answer, asked.revision().era()), Map.of());
    }
}
