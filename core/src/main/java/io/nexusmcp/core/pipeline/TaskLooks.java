package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.audit.Audit;
import io.nexusmcp.core.audit.AuditEntry;
import io.nexusmcp.core.task.TaskRecord;
import io.nexusmcp.protocol.TaskStatus;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.Optional;

/**
 * Looks at tasks for clients that want to hear of them, in the way of {@code tasks/get}. Looks go unrecorded, as those
 * of a {@code tasks/result} that waits; an outcome that is handed out and a task that is known no more are not.
 */
final class TaskLooks {
    /** No request of any client: only the hub sends it. */
    static final String OPERATION = "notifications/tasks";

    private final Audit audit;
    private final TaskDesk desk;
    private final TaskMethods methods;

    TaskLooks(Audit audit, TaskDesk desk, TaskMethods methods) {
        this.audit = audit;
        this.desk = desk;
        this.methods = methods;
    }

    /** The task that a client names; empty for all that its caller was not given here or may not ask for. */
    Optional<TaskRecord> known(Asked asked, String id, AuditEntry entry) {
        var task = desk.record(asked, id);
        entry.part(
                "tasks/listen",
                task.map(known -> known.target().server()).map(ServerName::value),
                task.map(known -> known.target().tool()).orElse(""),
                task.isPresent() ? Optional.empty() : Optional.of(unknown().refusal()));
        return task;
    }

    private static Refused unknown() {
        return TaskAtServer.unknown("not given to this caller here");
    }

    /** Empty once the caller may not know of it, or not have its result; {@link Refused} where a look may yet tell. */
    Optional<TaskMethods.Seen> look(Asked asked) {
        // one that nobody closes writes nothing
        var entry = audit.open(asked.context().inbound());
        entry.calledBy(asked.caller());
        entry.withPolicy(asked.rules().version());
        try {
            var seen = methods.look(asked, entry);
            if (hasEnded(seen.task())) {
                entry.allowed();
                entry.close();
            }
            return Optional.of(seen);
        } catch (Refused refused) {
            if (isFinal(refused.refusal())) {
                entry.denied(refused.refusal());
                entry.close();
                return Optional.empty();
            }
            throw refused;
        }
    }

    private static boolean isFinal(Refusal refusal) {
        return refusal instanceof Refusal.Unknown || refusal instanceof Refusal.Withheld;
    }

    static boolean hasEnded(JsonObject task) {
        return task.string("status")
                .flatMap(TaskStatus::of)
                .filter(TaskStatus::isTerminal)
                .isPresent();
    }
}
