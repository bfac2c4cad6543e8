package io.nexusmcp.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Mount;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.session.KeyRing;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.TaskReport;
import io.nexusmcp.protocol.TaskStatus;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TasksTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final TaskLimits LIMITS = new TaskLimits(2, 3, Duration.ofHours(2));
    private static final ServerName FILES = new ServerName("files");
    private static final Mount MOUNT = Mount.of(FILES);

    private final MemoryTasks store = new MemoryTasks();
    private Instant now = NOW;
    private final Tasks tasks = new Tasks(store, () -> now);
    private final TaskIds ids = ids("a");

    private static TaskIds ids(String key) {
        return new TaskIds(
                new KeyRing(new LinkedHashMap<>(Map.of(key, new byte[KeyRing.KEY_BYTES])), new SecureRandom()));
    }

    private Tasks.Origin origin(String caller) {
        var target = new TaskRecord.Target(FILES, "copy", Revision.V2025_11_25, ClientAbilities.NONE);
        return new Tasks.Origin(caller, MOUNT, target, ids, LIMITS);
    }

    private static TaskReport report(String members) {
        var task = "{\"taskId\":\"own\",\"status\":\"working\"" + members + "}";
        return TaskReport.read(JsonSlice.trusted(task).asObject(), Era.LEGACY);
    }

    private TaskRecord begun(String caller) {
        return tasks.begin(origin(caller), report(""), Optional.empty());
    }

    private static JsonObject result(int bytes) {
        return JsonSlice.trusted("{\"text\":\"" + "x".repeat(bytes) + "\"}").asObject();
    }

    @Test
    void task_isFoundByItsOwnCallerAtItsOwnEndpointOnly() {
        var task = begun("ann");

        assertThat(tasks.find(task.sealed(), "ann", MOUNT, ids)).contains(task);
        assertThat(tasks.find(task.sealed(), "bob", MOUNT, ids)).isEmpty();
        assertThat(tasks.find(task.sealed(), "ann", Mount.FEDERATED, ids)).isEmpty();
        assertThat(tasks.find(task.sealed(), "ann", MOUNT, ids("b"))).isEmpty();
        assertThat(tasks.find(task.sealed() + "A", "ann", MOUNT, ids)).isEmpty();
        assertThat(tasks.find(task.id().toString(), "ann", MOUNT, ids)).isEmpty();
    }

    @Test
    void task_thatHasExpired_isGone() {
        var task = tasks.begin(origin("ann"), report(",\"ttl\":5000"), Optional.empty());
        now = NOW.plusMillis(4_999);
        assertThat(tasks.find(task.sealed(), "ann", MOUNT, ids)).isPresent();
        now = NOW.plusMillis(5_000);
        assertThat(tasks.find(task.sealed(), "ann", MOUNT, ids)).isEmpty();
        assertThat(tasks.list("ann", MOUNT)).isEmpty();
        assertThat(tasks.sweep()).isOne();
        assertThat(store.find(task.id())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'',7200000,1000",
        "',\"ttl\":60000,\"pollInterval\":5000',60000,5000",
        "',\"ttl\":86400000,\"pollInterval\":3600000',7200000,60000",
        "',\"ttl\":1,\"pollInterval\":0',1000,100",
    })
    void times_ofAServer_areHonouredWithinBounds(String said, long ttl, long poll) {
        var view = tasks.begin(origin("ann"), report(said), Optional.empty()).view();

        assertThat(view.ttl()).isEqualTo(Duration.ofMillis(ttl));
        assertThat(view.pollInterval()).isEqualTo(Duration.ofMillis(poll));
    }

    @Test
    void room_isBoundedForACallerAndInAll() {
        begun("ann");
        var second = tasks.room("ann", LIMITS);
        assertThat(second).isPresent();
        assertThat(tasks.room("ann", LIMITS)).as("over its own limit").isEmpty();
        begun("bob");
        assertThat(tasks.room("cid", LIMITS)).as("over that of all").isEmpty();
        second.orElseThrow().close();
        assertThat(tasks.room("cid", LIMITS)).isPresent();
    }

    @Test
    void room_comesBackWhenTasksExpire() {
        begun("ann");
        begun("ann");
        assertThat(tasks.room("ann", LIMITS)).isEmpty();
        now = NOW.plus(Duration.ofHours(3));
        assertThat(tasks.room("ann", LIMITS)).isPresent();
    }

    @Test
    void heldResults_areBoundedInBytes() {
        int half = (int) (TaskLimits.MAX_BYTES_PER_CALLER / 2) + 1;
        var ttl = Duration.ofMinutes(1);
        assertThat(tasks.hold(origin("ann"), result(half), false, ttl)).isPresent();
        assertThat(tasks.hold(origin("ann"), result(half), false, ttl)).isEmpty();
        assertThat(tasks.hold(origin("bob"), result(half), false, ttl)).isPresent();
    }

    /** All are listed at once, so a server that talks much must not fill the hub with it. */
    @Test
    void whatAServerSaysOfItsTask_isCut() {
        var long1 = "x".repeat(TaskLimits.MAX_MESSAGE - 1) + "\ud83d\ude00".repeat(10);
        var task = tasks.begin(origin("ann"), report(""), Optional.of(long1));
        assertThat(task.state().message()).contains("x".repeat(TaskLimits.MAX_MESSAGE - 1));
        assertThat(tasks.seen(task, TaskStatus.WORKING, Optional.of(long1), Optional.empty()))
                .isEqualTo(task);
        var changed = tasks.seen(task, TaskStatus.WORKING, Optional.of("y" + long1), Optional.empty());
        assertThat(changed.state().message().orElseThrow()).hasSize(TaskLimits.MAX_MESSAGE);
    }

    @Test
    void manyResultsAtOnce_neverTakeMoreThanMayBeHeld() throws Exception {
        int eighth = (int) (TaskLimits.MAX_BYTES_PER_CALLER / 8) - 100;
        Callable<Boolean> holding = () -> tasks.hold(origin("ann"), result(eighth), false, Duration.ofMinutes(1))
                .isPresent();
        int held = 0;
        try (var threads = Executors.newFixedThreadPool(16)) {
            for (var each : threads.invokeAll(Collections.nCopies(16, holding))) {
                held += each.get() ? 1 : 0;
            }
        }
        assertThat(held).isEqualTo(8);
    }

    @Test
    void heldResult_ofAToolThatFailed_isAFailedTask() {
        var task = tasks.hold(origin("ann"), result(1), true, Duration.ofMinutes(1));
        assertThat(task.orElseThrow().status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void taskThatHasEnded_staysAsItEnded() {
        var task = begun("ann");
        now = NOW.plusSeconds(1);
        var cancelled = tasks.seen(task, TaskStatus.CANCELLED, Optional.empty(), Optional.empty());
        assertThat(cancelled.state().updated()).isEqualTo(now);
        now = NOW.plusSeconds(2);
        assertThat(tasks.seen(cancelled, TaskStatus.COMPLETED, Optional.empty(), Optional.empty()))
                .isEqualTo(cancelled);
        assertThat(tasks.find(task.sealed(), "ann", MOUNT, ids)).contains(cancelled);
        assertThat(tasks.seen(task, TaskStatus.INPUT_REQUIRED, Optional.empty(), Optional.empty()))
                .as("by one who looked before it ended")
                .isEqualTo(cancelled);
    }
}
