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
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.Revision;
import java.util.Map;

/** The part of a request's life that reaches a server: from its name to the filtered answer. */
final class Calls {
    private static final long UNCOUNTED_BYTES = 1 << 16;
    private static final ServerSpec.Exemption NO_EXEMPTION = new ServerSpec.Exemption(false, false);

    private final Schemas schemas;
    private final Dialogue dialogue;
    private final AnswerFilter filter;
    private final TaskDesk tasks;

    Calls(Schemas schemas, Dialogue dialogue, TaskDesk tasks) {
        this.schemas = schemas;
        this.dialogue = dialogue;
        this.filter = tasks.filter();
        this.tasks = tasks;
    }

    /** Authorize, validate, send and answer questions, filter; in this order, and each of them can end it. */
    Reply serve(Asked asked, AuditEntry entry) {
        var call = Resolution.of(asked, entry);
        var permitted = permit(asked, call);
        var exemption = exemption(asked, call);
        validate(asked, permitted, exemption, entry);
        var wish = TaskWish.of(asked, call);
        try (var _ = tasks.room(asked, wish)) {
            var sent = permit(asked, wish.sent(asked, call));
            return switch (dialogue.hold(Dialogue.Call.of(asked, sent, exemption, wish, entry))) {
                case Dialogue.Turn.Answered(var reply) -> {
                    requireRoom(asked, reply);
                    yield tasks.made(asked, wish, call, reply, entry)
                            .orElseGet(() -> filter.reply(asked, call, reply, entry));
                }
                case Dialogue.Turn.Input(var required) -> input(asked, required);
            };
        }
    }

    private static Permitted<ServerCall> permit(Asked asked, ServerCall call) {
        return asked.rules().policy().permit(asked.caller(), call, asked.catalog());
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
}
