package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.audit.AuditEntry;
import io.nexusmcp.core.audit.AuditEvent.Outcome;
import io.nexusmcp.core.catalog.ServerEntry;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.core.task.TaskRecord;
import io.nexusmcp.core.task.TaskRules;
import io.nexusmcp.core.task.Tasks;
import io.nexusmcp.protocol.Bridge;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.Meta;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.TaskReport;
import io.nexusmcp.protocol.TaskStatus;
import io.nexusmcp.protocol.TaskView;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where calls become tasks, and where tasks are found again by those who may still use their tools. */
final class TaskDesk {
    private static final JsonSlice TRUE = JsonSlice.trusted("true");

    private final Tasks tasks;
    private final AnswerFilter filter;

    TaskDesk(Tasks tasks, AnswerFilter filter) {
        this.tasks = tasks;
        this.filter = filter;
    }

    /** A task of the caller, with its tool as the catalog knows it now. */
    record Known(TaskRecord task, ToolDefinition tool) {}

    Tasks tasks() {
        return tasks;
    }

    AnswerFilter filter() {
        return filter;
    }

    /** Room for what the call may become; {@link Refused} before its server hears of it. */
    Room room(Asked asked, TaskWish wish) {
        if (!(wish instanceof TaskWish.Wanted)) {
            return () -> {};
        }
        var limits = asked.rules().tasks().limits();
        var room = tasks.room(asked.caller().id(), limits)
                .orElseThrow(() -> new Refused(new Refusal.TooManyTasks(limits.maxPerCaller())));
        return room::close;
    }

    /** Given back without an exception. */
    @FunctionalInterface
    interface Room extends AutoCloseable {
        @Override
        void close();
    }

    /** The answer that hands out a task, where the call became one; durable before it is given. */
    Optional<Reply> made(Asked asked, TaskWish wish, ServerCall call, UpstreamReply reply, AuditEntry entry) {
        if (!(wish instanceof TaskWish.Wanted(var ttl))
                || !(call instanceof ServerCall.CallTool(var tool, var _))
                || !(reply instanceof UpstreamReply.Result(var revision, var result))) {
            return Optional.empty();
        }
        if (TaskReport.isCreation(result, revision.era())) {
            return Optional.of(begun(asked, tool, (UpstreamReply.Result) reply, entry));
        }
        boolean isPromised = !asked.isModern() && Bridge.isComplete(result);
        return isPromised ? Optional.of(held(asked, tool, (UpstreamReply.Result) reply, ttl, entry)) : Optional.empty();
    }

    private Reply begun(Asked asked, ToolDefinition tool, UpstreamReply.Result reply, AuditEntry entry) {
        try {
            var report = TaskReport.created(reply.result(), reply.revision().era());
            var message = report.message().map(asked.rules().redactor()::filter);
            var task = tasks.begin(origin(asked, tool, reply), report, message);
            entry.aside("tasks/create", Outcome.ALLOWED, "task_created", Optional.empty());
            return handedOut(asked, task, meta(asked, reply));
        } catch (ProtocolException malformed) {
            throw new Refused(
                    new Refusal.UpstreamFailed(tool.server(), malformed.error().message()));
        }
    }

    /** The client was promised a task, so it gets one that has ended. */
    private Reply held(Asked asked, ToolDefinition tool, UpstreamReply.Result reply, Duration ttl, AuditEntry entry) {
        var clean = filter.clean(asked, tool, reply.result(), entry).detached();
        var task = tasks.hold(origin(asked, tool, reply), clean, isError(clean), ttl)
                .orElseThrow(() -> new Refused(
                        new Refusal.TooManyTasks(asked.rules().tasks().limits().maxPerCaller())));
        entry.aside("tasks/create", Outcome.ALLOWED, "task_created", Optional.empty());
        return handedOut(asked, task, JsonObject.EMPTY);
    }

    private static Tasks.Origin origin(Asked asked, ToolDefinition tool, UpstreamReply reply) {
        TaskRules rules = asked.rules().tasks();
        var target = new TaskRecord.Target(tool.server(), tool.name(), reply.revision(), reachable(asked));
        return new Tasks.Origin(asked.caller().id(), asked.mount(), target, rules.ids(), rules.limits());
    }

    /** As the call's own connection was opened with. */
    private static ClientAbilities reachable(Asked asked) {
        return asked.isModern() || asked.context().stream().canStream() ? asked.abilities() : ClientAbilities.NONE;
    }

    /** What the server says beside its task, between the same era on both sides. */
    private static JsonObject meta(Asked asked, UpstreamReply.Result reply) {
        if (reply.revision().era() == Era.MODERN || asked.isModern()) {
            return JsonObject.EMPTY;
        }
        var said = asked.rules()
                .redactor()
                .filter(Meta.unrelated(Meta.strip(reply.result())))
                .object("_meta");
        return said.map(meta -> JsonObject.EMPTY.edit().set("_meta", meta).object())
                .orElse(JsonObject.EMPTY);
    }

    private static Reply handedOut(Asked asked, TaskRecord task, JsonObject meta) {
        if (asked.isModern()) {
            return answer(asked, task.view().modern("task").object());
        }
        return answer(asked, meta.edit().set("task", task.view().legacy()).object());
    }

    static Reply answer(Asked asked, JsonObject result) {
        var own = asked.isModern() ? Bridge.stamped(result, Handshake.SERVER_INFO) : result;
        return new Reply.Json(200, JsonRpc.result(asked.id(), own.whole()), Map.of());
    }

    static boolean isError(JsonObject result) {
        return result.get("isError").filter(TRUE::equals).isPresent();
    }

    /**
     * The task that the request names. {@link Refused} as unknown for all that this caller was not given here, and when
     * it may not use the tool any more.
     */
    Optional<Known> find(Asked asked, AuditEntry entry) {
        var id = asked.params().string("taskId").orElse("");
        return tasks.find(
                        id,
                        asked.caller().id(),
                        asked.mount(),
                        asked.rules().tasks().ids())
                .map(task -> known(asked, task, entry));
    }

    /** The record of a task that its caller may ask for now, whether or not its server is there. */
    Optional<TaskRecord> record(Asked asked, String id) {
        return tasks.find(
                        id,
                        asked.caller().id(),
                        asked.mount(),
                        asked.rules().tasks().ids())
                .filter(task ->
                        isUsable(asked, task) || isAway(asked, task.target().server()));
    }

    private Known known(Asked asked, TaskRecord task, AuditEntry entry) {
        var server = task.target().server();
        var tool = tool(asked, task);
        entry.asked(
                asked.method(),
                Optional.of(server.value()),
                Optional.of(task.target().tool()),
                tool.map(ToolDefinition::hash));
        if (tool.isEmpty() && isAway(asked, server)) {
            throw new Refused(new Refusal.UpstreamFailed(server, "the server is not connected"));
        }
        var found = tool.orElseThrow(() -> TaskAtServer.unknown("its tool is gone"));
        if (!isPermitted(asked, found)) {
            throw TaskAtServer.unknown("its tool is not permitted any more");
        }
        return new Known(task, found);
    }

    private static Optional<ToolDefinition> tool(Asked asked, TaskRecord task) {
        return asked.catalog()
                .server(task.target().server())
                .map(ServerEntry::tools)
                .flatMap(tools -> Optional.ofNullable(tools.get(task.target().tool())));
    }

    private static boolean isAway(Asked asked, ServerName server) {
        boolean offersNothing = asked.catalog()
                .server(server)
                .filter(entry -> !entry.isSwitchedOff() && entry.offer().isEmpty())
                .isPresent();
        return offersNothing && asked.rules().policy().mayEnter(asked.caller(), server);
    }

    /** Whether the caller may still call a task's tool. */
    static boolean isPermitted(Asked asked, ToolDefinition tool) {
        return asked.rules()
                .policy()
                .mayCall(asked.caller(), tool, asked.catalog())
                .isAllowed();
    }

    /** The caller's own tasks whose tools it may still use. */
    List<TaskRecord> list(Asked asked) {
        return tasks.list(asked.caller().id(), asked.mount()).stream()
                .filter(task -> isUsable(asked, task))
                .toList();
    }

    private static boolean isUsable(Asked asked, TaskRecord task) {
        return tool(asked, task).filter(tool -> isPermitted(asked, tool)).isPresent();
    }

    /** Whether a caller may still be told of a task of this tool, whose server may have gone since it was looked at. */
    static boolean mayHear(Context at, ToolDefinition tool) {
        boolean isThere = at.catalog()
                .server(tool.server())
                .filter(entry -> !entry.isSwitchedOff()
                        && (entry.offer().isEmpty() || entry.tools().containsKey(tool.name())))
                .isPresent();
        return isThere
                && at.rules().policy().mayCall(at.caller(), tool, at.catalog()).isAllowed();
    }

    /** As a client gets it now. */
    TaskView seen(Asked asked, TaskRecord task, TaskReport report, TaskStatus status) {
        var message = report.message().map(asked.rules().redactor()::filter);
        return tasks.seen(task, status, message, Optional.of(report)).view().with(status);
    }
}
