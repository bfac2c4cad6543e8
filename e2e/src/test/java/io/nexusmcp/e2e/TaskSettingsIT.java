package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.Proves;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** What the keys of {@code tasks} do, beside a hub without them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskSettingsIT {
    private static final int TOO_MANY = 429;

    private final HttpFixture server = HttpFixture.start(Era.LEGACY, 0);
    private Trial trial;

    @BeforeAll
    void start(@TempDir Path folder) {
        trial = Trial.start(new HubSetup().http("work", server.uri()), folder);
        trial.hub().awaitServer("work");
    }

    @AfterEach
    void reset() {
        trial.without();
    }

    @AfterAll
    void stop() {
        trial.close();
        server.close();
    }

    private TaskPeer peer(String name) {
        var key = trial.operator().user(name, "execute:tools/*");
        return TaskPeer.of("2025-11-25", trial.hub().mcp("work"), key.secret());
    }

    private static ObjectNode nothing() {
        return Json.object().put("seconds", 0);
    }

    /** The offender loses, on record, and nobody else. */
    @Test
    @Proves("tasks.maxPerCaller")
    void maxPerCaller_bounds_theTasksOfACaller() {
        trial.with("{\"tasks\":{\"maxPerCaller\":2}}");
        var flooder = peer("flooder");
        flooder.start("slow_compute", nothing());
        var kept = flooder.start("slow_compute", nothing());
        assertThat(flooder.call("slow_compute", nothing())
                        .path("error")
                        .path("code")
                        .intValue())
                .isEqualTo(TOO_MANY);
        assertThat(flooder.get(kept).path("result").path("taskId").stringValue())
                .isEqualTo(kept);
        peer("bystander").start("slow_compute", nothing());
        assertThat(trial.operator()
                        .send("GET", "/api/v1/audit?text=too_many_tasks&limit=5", "")
                        .toString())
                .contains("over 2 tasks");
        trial.without();
        flooder.start("slow_compute", nothing());
    }

    @Test
    @Proves("tasks.maxInAll")
    void maxInAll_bounds_theTasksOfAllCallers(@TempDir Path folder) {
        var setup = new HubSetup().http("work", server.uri()).with("{\"tasks\":{\"maxInAll\":2}}");
        try (var hub = HubProcess.start(setup, folder).awaitServer("work")) {
            var operator = new Operator(hub);
            for (var name : new String[] {"one", "two"}) {
                var secret = operator.user(name, "execute:tools/*").secret();
                TaskPeer.of("2025-11-25", hub.mcp("work"), secret).start("slow_compute", nothing());
            }
            var late = TaskPeer.of("2025-11-25", hub.mcp("work"), hub.adminKey());
            assertThat(late.call("slow_compute", nothing())
                            .path("error")
                            .path("code")
                            .intValue())
                    .isEqualTo(TOO_MANY);
        }
        for (var name : new String[] {"one", "two", "three"}) {
            peer(name).start("slow_compute", nothing());
        }
    }

    @Test
    @Proves("tasks.longestTtl")
    void longestTtl_bounds_howLongATaskIsKept() {
        var patient = peer("patient");
        var usual = patient.start("slow_compute", nothing(), 300_000);
        assertThat(ttl(patient, usual)).isEqualTo(300_000);
        trial.with("{\"tasks\":{\"longestTtl\":\"30s\"}}");
        var bounded = patient.start("slow_compute", nothing(), 300_000);
        assertThat(ttl(patient, bounded)).isEqualTo(30_000);
        assertThat(ttl(patient, usual)).isEqualTo(300_000);
    }

    private static long ttl(TaskPeer peer, String id) {
        return peer.get(id).path("result").path("ttl").asLong();
    }
}
