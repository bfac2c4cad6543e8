package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.audit.AuditEntry;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.core.pipeline.TaskDesk.Known;
import io.nexusmcp.core.route.Upstreams;
import io.nexusmcp.core.task.TaskRecord;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.ProtocolError;
import io.nexusmcp.protocol.ProtocolException;
import io.nexusmcp.protocol.TaskReport;
import io.nexusmcp.protocol.TaskStatus;
import io.nexusmcp.protocol.TaskSupport;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What clients ask about their tasks, each in the way of its revision. */
final class TaskMethods {
    private static final JsonObject ACKNOWLEDGED =
            JsonObject.EMPTY.edit().set("resultType", "complete").object();

    private final TaskDesk desk;
    private final Upstreams upstreams;
    private final QuestionBook questions;
    private final Waiting waiting;

    TaskMethods(TaskDesk desk, Upstreams upstreams, QuestionBook questions, Waiting waiting) {
        this.desk = desk;
        this.upstreams = upstreams;
        this.questions = questions;
        this.waiting = waiting;
    }

    /**
     * What knows of requests that wait.
     *
     * @param pages that their clients were sent to
     * @param again the same request as if it came now, or a refusal
     */
    record Waiting(InFlight inFlight, SentPages pages, UnaryOperator<Asked> again) {}

    Reply serve(Asked asked, AuditEntry entry) {
        return switch (asked.revision()) {
            case V2026_07_28 -> modern(asked, entry);
            case V2025_11_25 -> legacy(asked, entry);
            case V2024_11_05, V2025_03_26, V2025_06_18 -> throw Methods.notFound(200);
        };
    }

    private Reply modern(Asked asked, AuditEntry entry) {
        if (asked.method().equals("tasks/list") || asked.method().equals("tasks/result")) {
            throw Methods.notFound(404);
        }
        var known = find(asked, entry);
        if (!TaskWish.knowsTasks(asked)) {
            throw extensionNeeded();
        }
        var modern = modern(asked, known.orElseThrow(TaskMethods::unknown), entry);
        return TaskDesk.answer(
                asked,
                switch (asked.method()) {
                    case "tasks/get" -> modern.get();
                    case "tasks/update" -> {
                        modern.update();
                        yield ACKNOWLEDGED;
                    }
                    default -> {
                        modern.cancel();
                        yield ACKNOWLEDGED;
                    }
                });
    }

    private ModernTask modern(Asked asked, Known found, AuditEntry entry) {
        return new ModernTask(desk, questions, asked, found, server(asked, found, entry), entry);
    }

    /** What a modern client gets who asks for a task; {@link Refused} as it would be. */
    Seen look(Asked asked, AuditEntry entry) {
        var found = desk.find(asked, entry).orElseThrow(TaskMethods::unknown);
        return new Seen(found.tool(), modern(asked, found, entry).get());
    }

    /** @param task without a result's words about itself */
    record Seen(ToolDefinition tool, JsonObject task) {
        Seen {
            task = task.edit().remove("resultType").object();
        }
    }

    private Reply legacy(Asked asked, AuditEntry entry) {
        if (asked.method().equals("tasks/update")) {
            throw Methods.notFound(200);
        }
        if (asked.method().equals("tasks/list")) {
            return list(asked);
        }
        var found = find(asked, entry).orElseThrow(TaskMethods::unknown);
        var server = server(asked, found, entry);
        return switch (asked.method()) {
            case "tasks/get" -> TaskDesk.answer(asked, get(asked, found.task(), server));
            case "tasks/cancel" -> TaskDesk.answer(asked, cancel(asked, found.task(), server));
            default -> new TaskWait(desk, questions, waiting, asked, found, entry).outcome(server);
        };
    }

    /** Empty for an id that was not given to this caller here, where tasks exist at all. */
    private Optional<Known> find(Asked asked, AuditEntry entry) {
        var known = desk.find(asked, entry);
        if (known.isEmpty() && !Handshake.offersTasks(asked)) {
            throw Methods.notFound(asked.isModern() ? 404 : 200);
        }
        return known;
    }

    /** Empty where the hub holds the result itself. */
    private Optional<TaskAtServer> server(Asked asked, Known known, AuditEntry entry) {
        return known.task().serverId().map(_ -> new TaskAtServer(upstreams, asked, known.task(), known.tool(), entry));
    }

    private JsonObject get(Asked asked, TaskRecord task, Optional<TaskAtServer> server) {
        if (server.isEmpty() || task.status().isTerminal()) {
            return task.view().legacy();
        }
        var report = server.get().get();
        return desk.seen(asked, task, report, legacyStatus(report)).legacy();
    }

    /** A tool that says it failed has completed in the modern design only. */
    static TaskStatus legacyStatus(TaskReport report) {
        boolean isError = report.status() == TaskStatus.COMPLETED
                && report.result().filter(TaskDesk::isError).isPresent();
        return isError ? TaskStatus.FAILED : report.status();
    }

    private JsonObject cancel(Asked asked, TaskRecord task, Optional<TaskAtServer> server) {
        if (server.isEmpty() || task.status().isTerminal()) {
            throw ended();
        }
        var report = server.get().get();
        if (report.status().isTerminal() || !server.get().cancel()) {
            desk.seen(asked, task, report, legacyStatus(report));
            throw ended();
        }
        questions.talks().end(task.id());
        return desk.tasks()
                .seen(task, TaskStatus.CANCELLED, Optional.empty(), Optional.empty())
                .view()
                .legacy();
    }

    private Reply list(Asked asked) {
        var tasks = desk.list(asked);
        if (tasks.isEmpty() && !Handshake.offersTasks(asked)) {
            throw Methods.notFound(200);
        }
        return Listings.page(
                asked,
                "tasks",
                tasks.stream().map(TaskRecord::view).map(view -> view.legacy()).toList());
    }

    private static Refused unknown() {
        return TaskAtServer.unknown("not given to this caller here");
    }

    private static Refused ended() {
        return new Refused(new Refusal.Malformed(
                ProtocolError.of(200, ErrorCode.INVALID_PARAMS, "Cannot cancel the task: it has ended")));
    }

    /** Whoever asks to hear of tasks must know them. */
    static void requireExtensionToListen(Asked asked) {
        boolean namesTasks = asked.params()
                .object("notifications")
                .filter(wanted -> wanted.has("taskIds"))
                .isPresent();
        if (namesTasks && !TaskWish.knowsTasks(asked) && Handshake.offersTasks(asked)) {
            throw extensionNeeded();
        }
    }

    private static ProtocolException extensionNeeded() {
        JsonSlice data = JsonObject.EMPTY
                .edit()
                .set("requiredCapabilities", TaskSupport.NEEDED)
                .slice();
        return new ProtocolException(
                ProtocolError.of(400, ErrorCode.MISSING_CLIENT_CAPABILITY, "The client lacks the tasks extension")
                        .withData(data));
    }
}
