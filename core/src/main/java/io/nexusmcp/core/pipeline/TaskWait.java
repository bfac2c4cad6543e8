package io.nexusmcp.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Digests;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.audit.AuditEntry;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.core.route.Exchange.Answer;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.core.session.Session;
import io.nexusmcp.core.task.TaskRecord;
import io.nexusmcp.core.task.TaskRecord.Work;
import io.nexusmcp.protocol.Bridge;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.InputRequired;
import io.nexusmcp.protocol.JsonRpc;
import io.nexusmcp.protocol.Meta;
import io.nexusmcp.protocol.ModernMeta;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.TaskReport;
import io.nexusmcp.protocol.TaskStatus;
import io.nexusmcp.protocol.TaskView;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A legacy client's {@code tasks/result}: waits until the task has ended, and meanwhile is the way on which the server
 * asks its client. Who goes away may ask again, so nothing is cancelled but the waiting.
 */
final class TaskWait {
    private static final JsonObject CANCEL =
            JsonSlice.trusted("{\"action\":\"cancel\"}").asObject();

    private final TaskDesk desk;
    private final QuestionBook questions;
    private final TaskMethods.Waiting waiting;
    private final Asked asked;
    private final TaskRecord task;
    private final ToolDefinition tool;
    private final AuditEntry entry;
    private final Session session;
    private final OpenExchange exchange;
    private final CountDownLatch end = new CountDownLatch(1);
    /** Digests of the keys of questions. */
    private final Set<String> answered = new HashSet<>();

    private Optional<TaskView> told = Optional.empty();

    TaskWait(
            TaskDesk desk,
            QuestionBook questions,
            TaskMethods.Waiting waiting,
            Asked asked,
            TaskDesk.Known known,
            AuditEntry entry) {
        this.desk = desk;
        this.questions = questions;
        this.waiting = waiting;
        this.asked = asked;
        this.task = known.task();
        this.tool = known.tool();
        this.entry = entry;
        this.session = asked.session().orElseThrow(() -> new IllegalStateException("a legacy request has a session"));
        var level = asked.rules().sessions().logLevel(session);
        var token = ModernMeta.of(asked.params()).progressToken();
        this.exchange = new OpenExchange(
                new ClientSide(asked.context().stream(), token, level),
                asked.rules().redactor(),
                false);
    }

    /** @param server empty where the hub holds the result itself */
    Reply outcome(Optional<TaskAtServer> server) {
        if (task.work() instanceof Work.Done(var result)) {
            return shown(result);
        }
        exchange.asksThrough(questioner());
        var at = server.orElseThrow();
        at.declare(exchange);
        exchange.onEnd(end::countDown);
        waiting.inFlight().opened(session, asked.id(), exchange);
        asked.context().stream().onDisconnect(exchange::cancel);
        try {
            return until(at);
        } finally {
            exchange.answered();
            waiting.inFlight().closed(session, asked.id(), exchange);
        }
    }

    private Questioner questioner() {
        var own = questions.posted().channel(session, asked.caller().id(), exchange);
        QuestionChannel related = question -> own.put(
                new QuestionChannel.Question(question.method(), Meta.relatedTo(question.params(), task.sealed())));
        boolean canHear = asked.context().stream().canStream();
        var terms = new Questioner.Terms(
                asked.rules(),
                canHear ? session.abilities() : ClientAbilities.NONE,
                asked.revision(),
                task.target().revision(),
                ModernTask.exemption(asked, tool));
        return new Questioner(
                terms, entry, related, page -> waiting.pages().sent(asked.context(), session, tool.server(), page));
    }

    private Reply until(TaskAtServer at) {
        while (true) {
            var report = at.get();
            tell(desk.seen(asked, task, report, TaskMethods.legacyStatus(report)));
            if (report.status().isTerminal()) {
                return reply(at.isModern() ? ended(at, report) : at.result(exchange));
            }
            if (report.status() == TaskStatus.INPUT_REQUIRED) {
                var reply = at.isModern() ? answered(at, report) : heard(at);
                if (reply.isPresent()) {
                    requireStill();
                    return reply(reply.get());
                }
            }
            pause();
        }
    }

    /** A legacy server asks while somebody waits for the outcome; empty when that takes longer than one answer may. */
    private Optional<UpstreamReply> heard(TaskAtServer at) {
        try {
            return Optional.of(at.result(exchange));
        } catch (Refused refused) {
            if (refused.refusal() instanceof Refusal.UpstreamFailed) {
                return Optional.empty(); // the next look tells whether it is the server that failed
            }
            throw refused;
        }
    }

    /** A modern task carries its outcome with it. */
    private UpstreamReply ended(TaskAtServer at, TaskReport report) {
        Optional<UpstreamReply> outcome = switch (report.status()) {
            case COMPLETED ->
                report.result()
                        .map(result -> new UpstreamReply.Result(task.target().revision(), result));
            case FAILED -> at.failure(report).map(failure -> failure);
            case CANCELLED, WORKING, INPUT_REQUIRED -> throw new Refused(new Refusal.Cancelled());
        };
        return outcome.orElseThrow(() -> broken("a task without its outcome"));
    }

    private Reply reply(UpstreamReply reply) {
        return switch (reply) {
            case UpstreamReply.Result(var _, var result) -> shown(desk.filter().clean(asked, tool, result, entry));
            case UpstreamReply.Failure failure -> {
                var error = desk.filter().error(asked, failure);
                yield new Reply.Json(
                        error.httpStatus(),
                        JsonRpc.error(error, asked.revision().era()),
                        Map.of());
            }
        };
    }

    private Reply shown(JsonObject clean) {
        var bridged =
                Bridge.toolResult(clean, tool.outputSchema(), task.target().revision(), asked.revision());
        return TaskDesk.answer(asked, Meta.relatedTo(bridged, task.sealed()));
    }

    /** On the stream of this request, for which a client that does not wait for it has no use. */
    private void tell(TaskView view) {
        var before = told.orElseGet(() -> task.view());
        told = Optional.of(view);
        boolean isNews = before.status() != view.status() || !before.message().equals(view.message());
        if (isNews && !view.status().isTerminal() && asked.context().stream().canStream()) {
            exchange.send(JsonRpc.notification(
                    "notifications/tasks/status", view.legacy().whole()));
        }
    }

    /** Puts the questions of a modern server to the client, one after the other, and brings the answers. */
    private Optional<UpstreamReply> answered(TaskAtServer at, TaskReport report) {
        var responses = new LinkedHashMap<String, JsonObject>();
        read(report).forEach((key, request) -> {
            if (answered.add(Digests.sha256Hex(key.getBytes(UTF_8)))) {
                requireEnd();
                responses.put(key, ask(request));
            }
        });
        if (!responses.isEmpty()) {
            at.update(responses);
        }
        return Optional.empty();
    }

    /** The wait may last for hours, and remembers every question. */
    private void requireEnd() {
        if (answered.size() > Questioner.MAX_QUESTIONS) {
            throw new Refused(new Refusal.Unanswered("The server asked again and again"));
        }
    }

    private Map<String, InputRequired.Request> read(TaskReport report) {
        try {
            return report.questions();
        } catch (ProtocolException malformed) {
            throw broken(malformed.error().message());
        }
    }

    /** Such a server takes no error for an answer, except that a person may always close a form. */
    private JsonObject ask(InputRequired.Request request) {
        boolean isForm = request.method().equals("elicitation/create");
        return switch (exchange.ask(request.method(), request.params())) {
            case Answer.Given(var result) -> result;
            case Answer.Failed _, Answer.Refused _ when isForm -> CANCEL;
            case Answer.Failed _, Answer.Refused _ ->
                throw new Refused(new Refusal.Unanswered("The server's question could not be answered"));
            case Answer.Over _ -> throw new Refused(new Refusal.Cancelled());
        };
    }

    private void pause() {
        try {
            if (end.await(task.times().pollInterval().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new Refused(new Refusal.Cancelled());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Refused(new Refusal.Cancelled());
        }
        requireStill();
    }

    /** The wait may last for hours: it ends when the request would not be taken any more, or not find the task. */
    private void requireStill() {
        if (desk.find(waiting.again().apply(asked), entry).isEmpty()) {
            throw TaskAtServer.unknown("it has expired");
        }
    }

    private Refused broken(String why) {
        return new Refused(new Refusal.UpstreamFailed(tool.server(), why));
    }
}
