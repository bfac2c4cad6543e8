package io.nexusmcp.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Digests;
import io.nexusmcp.core.Outage;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.limit.Concurrency;
import io.nexusmcp.core.task.TaskRecord;
import io.nexusmcp.protocol.InputRequired;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks that one modern stream names. Each is looked at as often as its client would be told to ask, one after the
 * other, until it has ended or the stream has. Safe for use by many threads.
 */
final class WatchedTasks {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedTasks.class);

    private final TaskLooks looks;
    private final RequestId id;
    private final Revision revision;
    private final Optional<JsonSlice> meta;
    private final Inbox inbox;
    private final Supplier<Optional<Context>> now;
    private final Outage faults = new Outage(LOG, "a stage failed as the hub looked at a task");
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<String, Watched> open = new LinkedHashMap<>();

    /**
     * @param asked the request that names them, whose client they are shown to
     * @param now the request as if it came now; empty when it would be refused
     */
    WatchedTasks(TaskLooks looks, Asked asked, Inbox inbox, Supplier<Optional<Context>> now) {
        this.looks = looks;
        this.id = asked.id();
        this.revision = asked.revision();
        this.meta = asked.params().get("_meta").map(JsonSlice::detached);
        this.inbox = inbox;
        this.now = now;
    }

    /** One of them; used by the thread that looks. */
    private static final class Watched {
        private final String id;
        private final Duration pollInterval;
        private final Concurrency.Place place;
        private String told;
        private long due = System.nanoTime();

        Watched(TaskRecord task, Concurrency.Place place) {
            this.id = task.sealed();
            this.pollInterval = task.times().pollInterval();
            this.place = place;
            // whoever knows the id was told that much, but nobody can say whether of the end
            this.told = task.status().isTerminal()
                    ? ""
                    : state(task.view().modern("task").object());
        }
    }

    /** @param place that is held until it has ended */
    synchronized void add(TaskRecord task, Concurrency.Place place) {
        if (isOver()) {
            place.close();
        } else {
            open.put(task.sealed(), new Watched(task, place));
        }
    }

    void start() {
        Thread.ofVirtual().name("task-watch").start(this::run);
    }

    private boolean isOver() {
        return end.getCount() == 0;
    }

    private void run() {
        try {
            for (var next = soonest(); next.isPresent(); next = soonest()) {
                var watched = next.get();
                if (end.await(watched.due - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    return;
                }
                inbox.awaitRoomForTask();
                if (mayChange(watched)) {
                    watched.due = System.nanoTime() + watched.pollInterval.toNanos();
                } else {
                    drop(watched);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Optional<Watched> soonest() {
        long start = System.nanoTime();
        return open.values().stream().min(Comparator.comparingLong(each -> each.due - start));
    }

    private synchronized void drop(Watched watched) {
        if (open.remove(watched.id) != null) {
            watched.place.close();
        }
    }

    /** Looks and tells what is new; false when there will be nothing more to tell. */
    private boolean mayChange(Watched watched) {
        try {
            var at = now.get();
            if (isOver() || at.isEmpty()) {
                return false;
            }
            var seen = looks.look(about(watched.id, at.get()));
            faults.worked();
            seen.ifPresent(task -> tell(watched, task));
            return seen.filter(task -> !TaskLooks.hasEnded(task.task())).isPresent();
        } catch (Refused failed) {
            LOG.debug("a look at a task failed", failed);
            return true;
        } catch (RuntimeException fault) {
            if (!isOver()) {
                faults.failed(fault);
            }
            return true;
        }
    }

    private void tell(Watched watched, TaskMethods.Seen seen) {
        var state = state(seen.task());
        if (!state.equals(watched.told)) {
            watched.told = state;
            inbox.task(new Inbox.Note.Task(seen.tool(), seen.task()));
        }
    }

    /** What makes a look worth telling of. */
    private static String state(JsonObject task) {
        var questions = task.get(InputRequired.REQUESTS).map(JsonSlice::text).orElse("");
        var state = String.join(
                "\n",
                task.string("status").orElse(""),
                task.string("lastUpdatedAt").orElse(""),
                task.string("statusMessage").orElse(""),
                questions);
        return Digests.sha256Hex(state.getBytes(UTF_8));
    }

    /** As if the client asked for it now. */
    private Asked about(String task, Context at) {
        var params = JsonObject.EMPTY.edit().set("taskId", task);
        meta.ifPresent(said -> params.set("_meta", said));
        var request = new Message.Request(id, TaskLooks.OPERATION, params.object(), JsonObject.EMPTY);
        return new Asked(at, revision, Optional.empty(), request);
    }

    synchronized void close() {
        end.countDown();
        open.values().forEach(watched -> watched.place.close());
        open.clear();
    }
}
