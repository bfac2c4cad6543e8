package io.nexusmcp.core.task;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Keeps tasks durably. Safe for use by many threads. */
public interface TaskStore {
    /** How many tasks are kept that have not expired, and what the results among them take. */
    record Counts(int ofCaller, int inAll, long bytesOfCaller, long bytesInAll) {}

    Counts count(String caller, Instant now);

    /** Durable when it returns. */
    void add(TaskRecord task);

    Optional<TaskRecord> find(UUID id);

    /** All tasks of a caller, oldest first, without the results they hold. */
    List<TaskRecord> of(String caller);

    /** A task that has ended stays as it ended, whoever saw it before that. */
    void changed(UUID id, TaskRecord.State state);

    /** Forgets what expired before that moment, and says how many there were. */
    int removeExpired(Instant now);
}
