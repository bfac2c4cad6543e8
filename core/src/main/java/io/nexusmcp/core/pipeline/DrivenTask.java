package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.core.route.Upstreams;
import io.nexusmcp.protocol.Meta;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.TaskReport;
import io.nexusmcp.protocol.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A call of a tool that works as a task only, for a client that knows no tasks: started and waited for in one go. */
final class DrivenTask {
    private static final Logger LOG = LoggerFactory.getLogger(DrivenTask.class);

    private final Upstreams upstreams;
    private final Dialogue.Call call;
    private final OpenExchange exchange;

    DrivenTask(Upstreams upstreams, Dialogue.Call call, OpenExchange exchange) {
        this.upstreams = upstreams;
        this.call = call;
        this.exchange = exchange;
    }

    UpstreamReply complete() {
        var made = upstreams.send(call.route(), call.permitted(), exchange);
        if (!(made instanceof UpstreamReply.Result(var revision, var result))
                || !TaskReport.isCreation(result, revision.era())) {
            return made;
        }
        var id = id(result, made);
        try {
            return withoutTask(send("tasks/result", id, exchange));
        } catch (Refused stopped) {
            Thread.startVirtualThread(() -> cancel(id));
            throw stopped;
        }
    }

    private String id(JsonObject result, UpstreamReply made) {
        try {
            return TaskReport.created(result, made.revision().era()).id();
        } catch (ProtocolException malformed) {
            throw new Refused(new Refusal.UpstreamFailed(
                    call.target().server(), malformed.error().message()));
        }
    }

    private UpstreamReply send(String method, String id, OpenExchange over) {
        var asked = call.asked();
        var tool = ((ServerCall.CallTool) call.target()).tool();
        var params = JsonObject.EMPTY.edit().set("taskId", id).object();
        var permitted = asked.rules()
                .policy()
                .permit(asked.caller(), new ServerCall.AboutTask(tool, method, id, params), asked.catalog());
        return upstreams.send(call.route(), permitted, over);
    }

    /** The client never heard of a task. */
    private static UpstreamReply withoutTask(UpstreamReply reply) {
        return reply instanceof UpstreamReply.Result(var revision, var result)
                ? new UpstreamReply.Result(revision, Meta.unrelated(result))
                : reply;
    }

    private void cancel(String id) {
        var quiet = new OpenExchange(ClientSide.NOBODY, call.asked().rules().redactor(), true);
        quiet.declares(exchange.abilities());
        try {
            send("tasks/cancel", id, quiet);
        } catch (Refused unheard) {
            LOG.debug("a task that nobody waits for goes on at its server", unheard);
        }
    }
}
