package io.nexusmcp.core.task;

import io.nexusmcp.core.task.TaskRecord.Work;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Tasks in memory. */
public final class MemoryTasks implements TaskStore {
    private final Map<UUID, TaskRecord> tasks = new LinkedHashMap<>();

    @Override
    public synchronized Counts count(String caller, Instant now) {
        var alive = tasks.values().stream()
                .filter(task -> task.times().expires().isAfter(now))
                .toList();
        var own = alive.stream().filter(task -> task.caller().equals(caller)).toList();
        return new Counts(own.size(), alive.size(), bytes(own), bytes(alive));
    }

    private static long bytes(List<TaskRecord> of) {
        return of.stream()
                .mapToLong(task -> task.work() instanceof Work.Done(var result)
                        ? result.whole().length()
                        : 0)
                .sum();
    }

    @Override
    public synchronized void add(TaskRecord task) {
        tasks.put(task.id(), task);
    }

    @Override
    public synchronized Optional<TaskRecord> find(UUID id) {
        return Optional.ofNullable(tasks.get(id));
    }

    @Override
    public synchronized List<TaskRecord> of(String caller) {
        return tasks.values().stream()
                .filter(task -> task.caller().equals(caller))
                .toList();
    }

    @Override
    public synchronized void changed(UUID id, TaskRecord.State state) {
        tasks.computeIfPresent(id, (_, task) -> task.status().isTerminal() ? task : task.with(state));
    }

    @Override
    public synchronized int removeExpired(Instant now) {
        int before = tasks.size();
        tasks.values().removeIf(task -> !task.times().expires().isAfter(now));
        return before - tasks.size();
    }
}
