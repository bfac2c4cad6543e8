package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.audit.AuditEntry;
import io.nexusmcp.core.audit.AuditEvent.Outcome;
import io.nexusmcp.core.catalog.ServerEntry;
import io.nexusmcp.core.catalog.ServerSpec.Exemption;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.core.guard.ArgumentGuard;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.core.task.TaskRecord;
import io.nexusmcp.core.task.TaskRecord.Work;
import io.nexusmcp.protocol.Bridge;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.InputRequired;
import io.nexusmcp.protocol.Meta;
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.QuestionBridge;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.TaskReport;
import io.nexusmcp.protocol.TaskStatus;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A task of a modern client, to which it is shown whole: questions, result and error stand in it. */
final class ModernTask {
    private static final Duration FOR_A_QUESTION = Duration.ofMillis(500);
    private static final JsonObject CANCEL =
            JsonSlice.trusted("{\"action\":\"cancel\"}").asObject();

    private final TaskDesk desk;
    private final QuestionBook questions;
    private final Asked asked;
    private final TaskRecord task;
    private final ToolDefinition tool;
    private final Optional<TaskAtServer> server;
    private final AuditEntry entry;

    /** @param server empty where the hub holds the result itself */
    ModernTask(
            TaskDesk desk,
            QuestionBook questions,
            Asked asked,
            TaskDesk.Known known,
            Optional<TaskAtServer> server,
            AuditEntry entry) {
        this.desk = desk;
        this.questions = questions;
        this.asked = asked;
        this.task = known.task();
        this.tool = known.tool();
        this.server = server;
        this.entry = entry;
    }

    JsonObject get() {
        if (task.work() instanceof Work.Done(var result)) {
            return task.view()
                    .with(TaskStatus.COMPLETED)
                    .modern("complete")
                    .set("result", shown(result))
                    .object();
        }
        var at = server.orElseThrow();
        if (task.status() == TaskStatus.CANCELLED) {
            return task.view().modern("complete").object();
        }
        var report = at.get();
        return switch (report.status()) {
            case CANCELLED -> plain(report, TaskStatus.CANCELLED);
            case COMPLETED, FAILED -> at.isModern() ? ended(at, report) : outcome(report, at.result());
            case WORKING, INPUT_REQUIRED -> at.isModern() ? asking(at, report) : talking(at, report);
        };
    }

    private JsonObject plain(TaskReport report, TaskStatus status) {
        return desk.seen(asked, task, report, status).modern("complete").object();
    }

    private JsonObject ended(TaskAtServer at, TaskReport report) {
        var revision = task.target().revision();
        Optional<UpstreamReply> outcome = report.status() == TaskStatus.FAILED
                ? at.failure(report).map(failure -> failure)
                : report.result().map(result -> new UpstreamReply.Result(revision, result));
        return outcome(report, outcome.orElseThrow(() -> broken("a task without its outcome")));
    }

    /** A tool that says it failed has completed; only an error of the protocol is a failure here. */
    private JsonObject outcome(TaskReport report, UpstreamReply reply) {
        return switch (reply) {
            case UpstreamReply.Result(var _, var result) ->
                desk.seen(asked, task, report, TaskStatus.COMPLETED)
                        .modern("complete")
                        .set("result", shown(desk.filter().clean(asked, tool, result, entry)))
                        .object();
            case UpstreamReply.Failure failure ->
                desk.seen(asked, task, report, TaskStatus.FAILED)
                        .modern("complete")
                        .set("error", error(desk.filter().error(asked, failure)))
                        .object();
        };
    }

    /** Inside a task a result needs no words about itself. */
    private JsonObject shown(JsonObject clean) {
        var bridged =
                Bridge.toolResult(clean, tool.outputSchema(), task.target().revision(), Revision.NEWEST);
        return Meta.unrelated(bridged).edit().remove("resultType").object();
    }

    private static JsonObject error(ProtocolError error) {
        var written = JsonObject.EMPTY
                .edit()
                .set("code", JsonSlice.trusted(Integer.toString(error.code())))
                .set("message", error.message());
        error.data().ifPresent(data -> written.set("data", data));
        return written.object();
    }

    /** The questions of a modern server, as far as they may be put to this client. */
    private JsonObject asking(TaskAtServer at, TaskReport report) {
        if (report.status() == TaskStatus.WORKING) {
            return plain(report, TaskStatus.WORKING);
        }
        var shown = new LinkedHashMap<String, InputRequired.Request>();
        var refused = new LinkedHashMap<String, JsonObject>();
        read(report).forEach((key, request) -> {
            var breach = asked.rules().questions().breach(request.method(), request.params());
            if (breach.isPresent()) {
                if (questions.talks().isNew(task.id(), key, Outcome.DENIED)) {
                    entry.question(request.method(), Outcome.DENIED, "question_refused", breach);
                }
                refused.put(key, CANCEL);
            } else if (canBeAsked(request)) {
                shown.put(key, shown(key, request));
            }
        });
        if (!refused.isEmpty()) {
            at.update(refused);
        }
        return withQuestions(report, shown);
    }

    private Map<String, InputRequired.Request> read(TaskReport report) {
        try {
            return report.questions();
        } catch (ProtocolException malformed) {
            throw broken(malformed.error().message());
        }
    }

    private boolean canBeAsked(InputRequired.Request request) {
        return asked.abilities().lacking(request.method(), request.params()).isEmpty();
    }

    private InputRequired.Request shown(String key, InputRequired.Request request) {
        if (questions.talks().isNew(task.id(), key, Outcome.ALLOWED)) {
            entry.question(request.method(), Outcome.ALLOWED, "question_asked", Optional.empty());
        }
        var params = QuestionBridge.forClient(request.method(), request.params(), Revision.NEWEST, () -> "")
                .map(asked.rules().redactor()::filter)
                .orElse(request.params());
        return new InputRequired.Request(request.method(), params);
    }

    private JsonObject withQuestions(TaskReport report, Map<String, InputRequired.Request> open) {
        if (open.isEmpty()) {
            return plain(report, TaskStatus.WORKING);
        }
        var asking = new InputRequired(open, Optional.empty()).write().get(InputRequired.REQUESTS);
        return desk.seen(asked, task, report, TaskStatus.INPUT_REQUIRED)
                .modern("complete")
                .set(InputRequired.REQUESTS, asking.orElseThrow())
                .object();
    }

    /** A legacy server puts its questions only to somebody who waits for the result. */
    private JsonObject talking(TaskAtServer at, TaskReport report) {
        boolean asks = report.status() == TaskStatus.INPUT_REQUIRED;
        var talk = asks ? begun(at) : questions.talks().find(task.id());
        var open = new LinkedHashMap<String, InputRequired.Request>();
        talk.ifPresent(running -> open(running, asks).forEach((key, request) -> {
            if (canBeAsked(request)) {
                open.put(key, request);
            }
        }));
        return withQuestions(report, open);
    }

    private static Map<String, InputRequired.Request> open(TaskTalk talk, boolean asks) {
        try {
            return talk.questions(asks ? FOR_A_QUESTION : Duration.ZERO);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Refused(new Refusal.Cancelled());
        }
    }

    private Optional<TaskTalk> begun(TaskAtServer at) {
        var talk = questions.talks().join(task.id(), task.caller(), () -> talk(at), running -> running.hear(at));
        if (talk.isEmpty() && questions.talks().isNew(task.id(), "", Outcome.DENIED)) {
            entry.question("tasks/get", Outcome.DENIED, "question_refused", Optional.of("too many open"));
        }
        return talk;
    }

    private TaskTalk talk(TaskAtServer at) {
        var exchange = new OpenExchange(ClientSide.NOBODY, asked.rules().redactor(), true);
        var talk = new TaskTalk(questions.limits(), exchange);
        var both = new ClientAbilities(
                asked.abilities().bits() & task.target().abilities().bits());
        var terms = new Questioner.Terms(
                asked.rules(), both, Revision.NEWEST, task.target().revision(), exemption());
        exchange.asksThrough(new Questioner(terms, entry, talk, _ -> ""));
        at.declare(exchange);
        return talk;
    }

    private Exemption exemption() {
        return exemption(asked, tool);
    }

    static Exemption exemption(Asked asked, ToolDefinition tool) {
        return asked.catalog()
                .server(tool.server())
                .map(ServerEntry::spec)
                .map(spec -> ArgumentGuard.exemption(spec, tool.name()))
                .orElse(new Exemption(false, false));
    }

    /** Answers go to the server as arguments do: through the same guard. */
    void update() {
        if (asked.params().get(InputRequired.RESPONSES).isEmpty()) {
            throw ProtocolException.of(200, ErrorCode.INVALID_PARAMS, InputRequired.RESPONSES + " must be an object");
        }
        var responses = InputRequired.responses(asked.params());
        if (server.filter(TaskAtServer::isModern).isEmpty()) {
            questions.talks().find(task.id()).ifPresent(talk -> talk.answer(responses));
            return;
        }
        var checked = new LinkedHashMap<String, JsonObject>();
        responses.forEach((key, response) -> {
            asked.rules().arguments().checkAnswer(response, exemption());
            checked.put(key, asked.rules().redactor().filter(Meta.strip(response)));
            entry.question(InputRequired.RESPONSES, Outcome.ALLOWED, "question_answered", Optional.empty());
        });
        server.get().update(checked);
    }

    /** Whether the server heeds it shows the next look at the task; one that has ended stays as it is. */
    void cancel() {
        if (server.isEmpty() || task.status() == TaskStatus.CANCELLED) {
            return;
        }
        var at = server.get();
        boolean isHeeded = at.cancel();
        questions.talks().end(task.id());
        if (!isHeeded) {
            at.get(); // which tells a task that has ended from one that the server does not know
        } else if (!at.isModern()) {
            desk.tasks().seen(task, TaskStatus.CANCELLED, Optional.empty(), Optional.empty());
        }
    }

    private Refused broken(String why) {
        return new Refused(new Refusal.UpstreamFailed(tool.server(), why));
    }
}
