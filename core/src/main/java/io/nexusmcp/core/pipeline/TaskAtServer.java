package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.audit.AuditEntry;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.core.route.Upstreams;
import io.nexusmcp.core.task.TaskRecord;
import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.InputRequired;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.TaskReport;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** A task of a server, on behalf of one request of its client. Every request to the server is permitted anew. */
final class TaskAtServer {
    private final Upstreams upstreams;
    private final Asked asked;
    private final TaskRecord task;
    private final ToolDefinition tool;
    private final AuditEntry entry;
    private final String id;

    TaskAtServer(Upstreams upstreams, Asked asked, TaskRecord task, ToolDefinition tool, AuditEntry entry) {
        this.upstreams = upstreams;
        this.asked = asked;
        this.task = task;
        this.tool = tool;
        this.entry = entry;
        this.id = task.serverId().orElseThrow(() -> new IllegalArgumentException("the hub holds this task itself"));
    }

    boolean isModern() {
        return task.target().revision().era() == Era.MODERN;
    }

    /** {@link Refused} as unknown when the server does not know it any more. */
    TaskReport get() {
        return switch (send("tasks/get", JsonObject.EMPTY, quiet())) {
            case UpstreamReply.Result(var _, var result) -> read(result);
            case UpstreamReply.Failure failure -> throw refused("tasks/get", failure);
        };
    }

    private TaskReport read(JsonObject result) {
        try {
            return TaskReport.read(result, task.target().revision().era());
        } catch (ProtocolException malformed) {
            throw failed(malformed.error().message());
        }
    }

    /** Of a legacy server: waits until the task has ended; the server asks through the exchange meanwhile. */
    UpstreamReply result(OpenExchange exchange) {
        return send("tasks/result", JsonObject.EMPTY, exchange);
    }

    UpstreamReply result() {
        return result(quiet());
    }

    /** False when the server says that there is nothing to cancel. */
    boolean cancel() {
        return switch (send("tasks/cancel", JsonObject.EMPTY, quiet())) {
            case UpstreamReply.Result _ -> true;
            case UpstreamReply.Failure failure when failure.code() == ErrorCode.INVALID_PARAMS -> false;
            case UpstreamReply.Failure failure -> throw refused("tasks/cancel", failure);
        };
    }

    /** Of a modern server: brings it what it asked for. */
    void update(Map<String, JsonObject> responses) {
        var members = JsonObject.EMPTY
                .edit()
                .set(InputRequired.RESPONSES, InputRequired.write(responses))
                .object();
        if (send("tasks/update", members, quiet()) instanceof UpstreamReply.Failure failure) {
            throw refused("tasks/update", failure);
        }
    }

    /** For what needs no client; over the connection that the task was made on. */
    private OpenExchange quiet() {
        var exchange = new OpenExchange(ClientSide.NOBODY, asked.rules().redactor(), true);
        declare(exchange);
        return exchange;
    }

    /** What servers are told of the client: the same as when the task was made, where the connection depends on it. */
    void declare(OpenExchange exchange) {
        exchange.declares(isModern() ? asked.abilities() : task.target().abilities());
        exchange.mayBecomeTask();
    }

    private UpstreamReply send(String method, JsonObject members, OpenExchange exchange) {
        var params = members.edit().set("taskId", id).object();
        var call = asked.rules()
                .policy()
                .permit(asked.caller(), new ServerCall.AboutTask(tool, method, id, params), asked.catalog());
        long start = System.nanoTime();
        try {
            var reply = upstreams.send(asked.routeTo(tool.server()), call, exchange);
            if (reply.revision().era() != task.target().revision().era()) {
                throw unknown("its server speaks another era by now");
            }
            return reply;
        } finally {
            entry.upstreamTook(System.nanoTime() - start);
        }
    }

    private Refused refused(String method, UpstreamReply.Failure failure) {
        boolean isGone = failure.code() == ErrorCode.INVALID_PARAMS || failure.code() == ErrorCode.METHOD_NOT_FOUND;
        return isGone
                ? unknown("its server does not know it any more")
                : failed(method + " failed with error " + failure.code());
    }

    private Refused failed(String why) {
        return new Refused(new Refusal.UpstreamFailed(tool.server(), why));
    }

    static Refused unknown(String why) {
        return new Refused(new Refusal.Unknown("task", why));
    }

    /** The error that a failed task ended with, as servers of its era say it. */
    Optional<UpstreamReply.Failure> failure(TaskReport report) {
        return report.error()
                .map(error -> new UpstreamReply.Failure(task.target().revision(), code(error), error));
    }

    private static int code(JsonObject error) {
        try {
            return error.get("code").map(code -> Integer.parseInt(code.text())).orElse(ErrorCode.INTERNAL_ERROR);
        } catch (NumberFormatException _) {
            return ErrorCode.INTERNAL_ERROR;
        }
    }
}
