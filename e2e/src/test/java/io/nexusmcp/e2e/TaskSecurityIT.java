package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A task belongs to the caller that started it, wherever its id may turn up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskSecurityIT {
    private static final String EVERYTHING = "execute:tools/*";

    private FixtureHub fixtures;
    private Operator operator;

    @BeforeAll
    void start(@TempDir Path folder) {
        fixtures = FixtureHub.asking(folder);
        operator = new Operator(fixtures.hub());
    }

    @AfterAll
    void stop() {
        fixtures.close();
    }

    static Stream<Arguments> pairs() {
        return Stream.of("legacy-http", "modern-http")
                .flatMap(server -> Stream.of("2025-11-25", "2026-07-28").map(client -> Arguments.of(client, server)));
    }

    private TaskPeer peer(String revision, String server, String key) {
        return TaskPeer.of(revision, fixtures.uri(server), key);
    }

    private static ObjectNode minute() {
        return Json.object().put("seconds", 60);
    }

    private static List<String> methods(TaskPeer peer) {
        return peer.isModern()
                ? List.of("tasks/get", "tasks/cancel", "tasks/update")
                : List.of("tasks/get", "tasks/cancel", "tasks/result");
    }

    private static JsonNode error(TaskPeer peer, String method, String id) {
        var params = Json.object().put("taskId", id);
        if (method.equals("tasks/update")) {
            params.putObject("inputResponses");
        }
        return peer.client().request(method, params).path("error");
    }

    private static void assertUnknown(TaskPeer peer, String id) {
        for (var method : methods(peer)) {
            var never = error(peer, method, "never-given-to-anybody");
            assertThat(error(peer, method, id)).as(method).isEqualTo(never);
            assertThat(never.path("code").intValue()).isEqualTo(-32602);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void idOfAnotherCaller_isUnknown_andItsTaskGoesOn(String revision, String server) {
        var owner =
                peer(revision, server, operator.user("task-owner", EVERYTHING).secret());
        var stranger = peer(
                revision, server, operator.user("task-stranger", EVERYTHING).secret());
        var id = owner.start("slow_compute", minute());
        assertUnknown(stranger, id);
        assertThat(owner.get(id).path("result").path("status").stringValue()).isEqualTo("working");
        assertThat(operator.send("GET", "/api/v1/audit?text=unknown_task&limit=5", "")
                        .toString())
                .contains("not given to this caller here")
                .doesNotContain(id);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void idThatWasChangedOrCarriedToAnotherEndpoint_isUnknown(String revision, String server) {
        var owner = peer(revision, server, fixtures.key());
        var id = owner.start("slow_compute", minute());
        var last = id.charAt(id.length() / 2) == 'A' ? 'B' : 'A';
        assertUnknown(owner, id.substring(0, id.length() / 2) + last + id.substring(id.length() / 2 + 1));
        assertUnknown(peer(revision, "", fixtures.key()), id);
    }

    @Test
    void list_showsACallerItsOwnTasksOnly() {
        var owner = peer(
                "2025-11-25", "legacy-http", operator.user("lister", EVERYTHING).secret());
        var other = peer(
                "2025-11-25", "legacy-http", operator.user("other", EVERYTHING).secret());
        var id = owner.start("slow_compute", minute());
        assertThat(list(owner)).contains(id);
        assertThat(list(other)).isEqualTo("[]");
    }

    private static String list(TaskPeer peer) {
        return peer.client()
                .request("tasks/list", Json.object())
                .path("result")
                .path("tasks")
                .toString();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void callerWhoseKeyIsRevoked_getsNothingMore(String revision, String server) {
        var key = operator.user("task-leaver", EVERYTHING);
        var owner = peer(revision, server, key.secret());
        var id = owner.start("slow_compute", minute());
        operator.revoke(key);
        assertThat(owner.get(id).path("error").path("code").intValue()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2026-07-28"})
    void expiredTask_isUnknown(String revision) {
        var owner = peer(revision, "legacy-http", fixtures.key());
        var old = TaskPeer.of("2025-11-25", fixtures.uri("legacy-http"), fixtures.key());
        var id = old.start("slow_compute", minute(), 1_000);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(
                                owner.get(id).path("error").path("code").asInt(0))
                        .isEqualTo(-32602));
        assertUnknown(owner, id);
    }

    /** Every task asks under a name of its own, on connections that the tasks of one caller share. */
    @Test
    void interleavedQuestionsOfTasks_reachTheirOwnCallersAndTasks() throws Exception {
        var work = new ArrayList<Callable<String>>();
        for (int caller = 0; caller < 3; caller++) {
            var secret = operator.user("asked-by-tasks-" + caller, EVERYTHING).secret();
            for (int task = 0; task < 4; task++) {
                var server = task % 2 == 0 ? "legacy-stdio" : "legacy-http";
                var revision = (caller + task) % 3 == 0 ? Http.MODERN : "2025-11-25";
                var word = "word-" + caller + "-" + task;
                work.add(() -> confirmed(revision, server, secret, word));
            }
        }
        try (var threads = Executors.newFixedThreadPool(work.size())) {
            for (var outcome : threads.invokeAll(work)) {
                assertThat(outcome.get()).isEmpty();
            }
        }
    }

    private String confirmed(String revision, String server, String secret, String word) {
        var strangers = new ArrayList<String>();
        var peer = TaskPeer.of(revision, fixtures.uri(server), secret, (method, params) -> {
            if (!params.path("message").asString("").contains(word)) {
                strangers.add(params.toString());
            }
            return TaskPeer.accept(method, params);
        });
        var id = peer.start("confirm_delete", Json.object().put("filename", word));
        var outcome = peer.outcome(id).toString();
        return outcome.contains("deleted " + word + ": true") && strangers.isEmpty() ? "" : strangers + " " + outcome;
    }

    /** With a tool that is switched off a result is out of reach, although its task goes on at the server. */
    @Test
    void toolThatIsTakenAway_takesItsTasksWithIt(@TempDir Path folder) {
        try (var server = HttpFixture.start(Era.LEGACY, 0);
                var hub = HubProcess.start(new HubSetup().http("work", server.uri()), folder)
                        .awaitServer("work")) {
            var owner = TaskPeer.of("2026-07-28", hub.mcp("work"), hub.adminKey());
            var id = owner.start("slow_compute", Json.object().put("seconds", 0));
            owner.reached(id, "completed");
            new Operator(hub).send("POST", "/api/v1/tools/work__slow_compute/disable", "{}");
            assertUnknown(owner, id);
        }
    }

    @Test
    void task_outlivesTheHubThatBeganIt(@TempDir Path folder) {
        try (var legacy = HttpFixture.start(Era.LEGACY, 0);
                var modern = HttpFixture.start(Era.MODERN, 0)) {
            var setup = new HubSetup().http("legacy", legacy.uri()).http("modern", modern.uri());
            String atLegacy;
            String atModern;
            String held;
            try (var hub = HubProcess.start(setup, folder).awaitServer("legacy").awaitServer("modern")) {
                atLegacy = TaskPeer.of("2026-07-28", hub.mcp("legacy"), hub.adminKey())
                        .start("confirm_delete", Json.object().put("filename", "a"));
                var older = TaskPeer.of("2025-11-25", hub.mcp("modern"), hub.adminKey());
                atModern = older.start("confirm_delete", Json.object().put("filename", "b"));
                held = older.start("greet", Json.object().put("name", "Ada"));
            }
            try (var hub = HubProcess.start(setup, folder).awaitServer("legacy").awaitServer("modern")) {
                assertThat(TaskPeer.of("2026-07-28", hub.mcp("legacy"), hub.adminKey())
                                .outcome(atLegacy)
                                .toString())
                        .contains("deleted a: true");
                var older = TaskPeer.of("2025-11-25", hub.mcp("modern"), hub.adminKey());
                assertThat(older.outcome(atModern).toString()).contains("deleted b: true");
                assertThat(older.outcome(held).toString()).contains("Hello, Ada!");
            }
        }
    }
}
