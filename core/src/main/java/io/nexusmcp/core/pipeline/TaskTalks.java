package io.nexusmcp.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Digests;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.audit.AuditEvent.Outcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The talks of all tasks, one a task and a bounded number for each caller. What this hub forgets of them, as by a
 * restart, begins anew with the next look at the task. Safe for use by many threads.
 */
final class TaskTalks {
    private static final Logger LOG = LoggerFactory.getLogger(TaskTalks.class);

    private static final int MAX_REMEMBERED = 10_000;

    private final Supplier<QuestionLimits> limits;
    private final Map<String, Boolean> heard = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };
    private final Map<UUID, Held> talks = new LinkedHashMap<>();

    TaskTalks(Supplier<QuestionLimits> limits) {
        this.limits = limits;
    }

    private record Held(String caller, TaskTalk talk) {}

    synchronized Optional<TaskTalk> find(UUID task) {
        return Optional.ofNullable(talks.get(task)).map(Held::talk);
    }

    /**
     * The talk of a task, begun where there is none; empty when its caller has as many as it may.
     *
     * @param work waits for the server until the task has ended, on a thread of its own
     */
    synchronized Optional<TaskTalk> join(UUID task, String caller, Supplier<TaskTalk> make, Consumer<TaskTalk> work) {
        var known = find(task);
        if (known.isPresent()) {
            return known;
        }
        if (!hasRoom(caller)) {
            return Optional.empty();
        }
        var talk = make.get();
        talks.put(task, new Held(caller, talk));
        Thread.ofVirtual().name("task-talk").start(() -> {
            try {
                work.accept(talk);
            } catch (Refused ended) {
                LOG.debug("a talk ended", ended);
            } finally {
                forget(task);
                talk.end();
            }
        });
        return Optional.of(talk);
    }

    /** A talk is a call that waits for its client, and is counted like one. */
    private boolean hasRoom(String caller) {
        var room = limits.get().parked();
        long own = talks.values().stream()
                .filter(held -> held.caller().equals(caller))
                .count();
        return own < room.perCaller() && talks.size() < room.inAll();
    }

    private synchronized void forget(UUID task) {
        talks.remove(task);
    }

    /** Whether this became of a question of a task for the first time, as far as that is remembered. */
    synchronized boolean isNew(UUID task, String key, Outcome outcome) {
        // the key is the server's, as long as it likes
        return heard.put(task + " " + outcome + " " + Digests.sha256Hex(key.getBytes(UTF_8)), true) == null;
    }

    void end(UUID task) {
        find(task).ifPresent(TaskTalk::end);
    }

    /** Questions that are open. */
    synchronized int count() {
        return talks.values().stream().map(Held::talk).mapToInt(TaskTalk::count).sum();
    }
}
