package io.nexusmcp.core.task;

import io.nexusmcp.core.Mount;
import io.nexusmcp.core.task.TaskRecord.State;
import io.nexusmcp.core.task.TaskRecord.Work;
import io.nexusmcp.protocol.TaskReport;
import io.nexusmcp.protocol.TaskStatus;
import io.nexusmcp.protocol.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The tasks of all callers. A caller that has as many as it may gets no more until some expire; it never takes the
 * place of another. Safe for use by many threads.
 */
public final class Tasks {
    private final TaskStore store;
    private final InstantSource clock;
    /** Calls on their way to servers, each of which may become a task. */
    private final Map<String, Integer> expected = new HashMap<>();

    private int expectedInAll;

    public Tasks(TaskStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Room for one more task; closing gives back what no task took. */
    public final class Room implements AutoCloseable {
        private final String caller;

        private Room(String caller) {
            this.caller = caller;
        }

        @Override
        public void close() {
            synchronized (Tasks.this) {
                expected.computeIfPresent(caller, (_, count) -> count == 1 ? null : count - 1);
                expectedInAll--;
            }
        }
    }

    /** Where and for whom a task is made. */
    public record Origin(String caller, Mount mount, TaskRecord.Target target, TaskIds ids, TaskLimits limits) {}

    /** Before a server hears of it; empty when the caller, or all together, have as many as they may. */
    public synchronized Optional<Room> room(String caller, TaskLimits limits) {
        var kept = store.count(caller, clock.instant());
        int own = expected.getOrDefault(caller, 0);
        if (kept.ofCaller() + own >= limits.maxPerCaller() || kept.inAll() + expectedInAll >= limits.maxInAll()) {
            return Optional.empty();
        }
        expected.merge(caller, 1, Integer::sum);
        expectedInAll++;
        return Optional.of(new Room(caller));
    }

    /** A task that a server has made. */
    public TaskRecord begin(Origin origin, TaskReport report, Optional<String> message) {
        var limits = origin.limits();
        var ttl = report.ttl().map(limits::ttl).orElse(limits.longestTtl());
        var poll = report.pollInterval().map(TaskLimits::pollInterval).orElse(TaskLimits.usualPollInterval());
        return add(origin, new Work.AtServer(report.id()), ttl, poll, report.status(), message);
    }

    /** A task for a call that has ended already; empty when too much is held. */
    public synchronized Optional<TaskRecord> hold(Origin origin, JsonObject result, boolean isError, Duration ttl) {
        var kept = store.count(origin.caller(), clock.instant());
        int bytes = result.whole().length();
        if (kept.bytesOfCaller() + bytes > TaskLimits.MAX_BYTES_PER_CALLER
                || kept.bytesInAll() + bytes > TaskLimits.MAX_BYTES_IN_ALL) {
            return Optional.empty();
        }
        var status = isError ? TaskStatus.FAILED : TaskStatus.COMPLETED;
        var poll = TaskLimits.usualPollInterval();
        return Optional.of(add(origin, new Work.Done(result), ttl, poll, status, Optional.empty()));
    }

    private TaskRecord add(
            Origin origin, Work work, Duration ttl, Duration poll, TaskStatus status, Optional<String> message) {
        var id = UUID.randomUUID();
        var now = clock.instant();
        var task = new TaskRecord(
                id,
                origin.ids().seal(id, origin.caller(), origin.mount()),
                origin.caller(),
                origin.mount(),
                origin.target(),
                work,
                new TaskRecord.Times(now, now.plus(ttl), poll),
                new State(status, message.map(Tasks::bounded), now));
        store.add(task);
        return task;
    }

    /** The task that its own caller knows by this id, at the endpoint where it was made. */
    public Optional<TaskRecord> find(String sealed, String caller, Mount mount, TaskIds ids) {
        return ids.open(sealed, caller, mount)
                .flatMap(store::find)
                .filter(task -> task.caller().equals(caller)
                        && task.mount().equals(mount)
                        && task.sealed().equals(sealed)
                        && !isOver(task));
    }

    /** The tasks of a caller that were made at an endpoint, oldest first, without the results they hold. */
    public List<TaskRecord> list(String caller, Mount mount) {
        return store.of(caller).stream()
                .filter(task -> task.mount().equals(mount) && !isOver(task))
                .toList();
    }

    /** Whether it need not be found any more. */
    public boolean isOver(TaskRecord task) {
        return !clock.instant().isBefore(task.times().expires());
    }

    /** What a server says of its task is kept with it, and listed with all others. */
    private static String bounded(String message) {
        if (message.length() <= TaskLimits.MAX_MESSAGE) {
            return message;
        }
        boolean isSplit = Character.isHighSurrogate(message.charAt(TaskLimits.MAX_MESSAGE - 1));
        return message.substring(0, TaskLimits.MAX_MESSAGE - (isSplit ? 1 : 0));
    }

    /** The task as it is after a look at it; what has ended stays as it ended. */
    public TaskRecord seen(TaskRecord task, TaskStatus status, Optional<String> said, Optional<TaskReport> report) {
        var before = task.state();
        var message = said.map(Tasks::bounded);
        boolean isSame = before.status() == status && before.message().equals(message);
        if (isSame || before.status().isTerminal()) {
            return task;
        }
        var updated = report.flatMap(TaskReport::updated)
                .filter(when -> !when.isAfter(clock.instant())
                        && when.isAfter(task.times().created()))
                .orElseGet(clock::instant);
        var now = new State(status, message, updated);
        store.changed(task.id(), now);
        return store.find(task.id()).orElse(task.with(now));
    }

    /** Forgets what has expired, and says how many there were. */
    public int sweep() {
        return store.removeExpired(clock.instant());
    }
}
