package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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

/** Tasks of servers of both eras, over both transports, for clients of both eras. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TasksIT {
    private static final String RELATED = "io.modelcontextprotocol/related-task";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private FixtureHub fixtures;

    @BeforeAll
    void start(@TempDir Path folder) {
        fixtures = FixtureHub.asking(folder);
    }

    @AfterAll
    void stop() {
        fixtures.close();
    }

    static Stream<Arguments> pairs() {
        return FixtureHub.SERVERS.stream()
                .flatMap(server -> Stream.of("2025-11-25", "2026-07-28").map(client -> Arguments.of(client, server)));
    }

    private TaskPeer peer(String revision, String server) {
        return TaskPeer.of(revision, fixtures.uri(server), fixtures.key());
    }

    private static String text(JsonNode result) {
        return result.path("content").path(0).path("text").asString(result.toString());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void task_worksAfterItsCallWasAnswered_andItsResultIsFetched(String revision, String server) {
        var peer = peer(revision, server);
        var id = peer.start("slow_compute", Json.object().put("seconds", 0.4).put("label", "slowly"));
        var working = peer.get(id).path("result");
        assertThat(working.path("status").stringValue()).isEqualTo("working");
        assertThat(working.path("taskId").stringValue()).isEqualTo(id);
        assertThat(working.path(peer.isModern() ? "ttlMs" : "ttl").asLong()).isBetween(1_000L, 600_000L);
        assertThat(working.path(peer.isModern() ? "pollIntervalMs" : "pollInterval")
                        .asLong())
                .isEqualTo(200);

        var outcome = peer.outcome(id);

        var result = outcome.path("result");
        assertThat(text(result)).isEqualTo("computed slowly");
        var related = result.path("_meta").path(RELATED).path("taskId").asString("");
        assertThat(related).isEqualTo(peer.isModern() ? "" : id);
        assertThat(peer.get(id).path("result").path("status").stringValue()).isEqualTo("completed");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void question_duringATask_reachesItsClientAndTheAnswerItsServer(String revision, String server) {
        var peer = peer(revision, server);
        var id = peer.start("confirm_delete", Json.object().put("filename", "old.txt"));
        assertThat(peer.reached(id, "input_required").path("taskId").stringValue())
                .isEqualTo(id);
        assertThat(text(peer.outcome(id).path("result"))).isEqualTo("deleted old.txt: true");
        assertThat(peer.client().asked()).containsExactly("elicitation/create");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void questions_atTheSameTime_areAllAnswered(String revision, String server) {
        var peer = peer(revision, server);
        var id = peer.start("multi_input", Json.object());
        assertThat(text(peer.outcome(id).path("result"))).isEqualTo("both answered");
        assertThat(peer.client().asked()).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void questionBeforeATask_isAnsweredFirst(String revision, String server) {
        var peer = peer(revision, server);
        var call = peer.isModern()
                ? peer.client().call("test_tool_with_task", Json.object())
                : peer.call("test_tool_with_task", Json.object());
        assertThat(peer.client().asked()).containsExactly("elicitation/create");
        var task = peer.isModern() ? call.path("result") : call.path("result").path("task");
        assertThat(text(peer.outcome(task.path("taskId").stringValue()).path("result")))
                .isEqualTo("Worked for Ada");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void cancelledTask_isCancelledAtItsServer(String revision, String server) {
        var peer = peer(revision, server);
        var id = peer.start("slow_compute", Json.object().put("seconds", 60));
        var cancelled = peer.ask("tasks/cancel", id).path("result");
        if (peer.isModern()) {
            assertThat(cancelled.path("resultType").stringValue()).isEqualTo("complete");
            assertThat(cancelled.has("taskId")).isFalse();
        } else {
            assertThat(cancelled.path("status").stringValue()).isEqualTo("cancelled");
        }
        peer.reached(id, "cancelled");
        var again = peer.ask("tasks/cancel", id);
        if (peer.isModern()) {
            assertThat(again.path("result").path("resultType").stringValue()).isEqualTo("complete");
        } else {
            assertThat(again.path("error").path("code").intValue()).isEqualTo(-32602);
        }
    }

    static Stream<String> servers() {
        return FixtureHub.SERVERS.stream();
    }

    /** The messages about tasks, once the last has this status. */
    private static List<JsonNode> told(Listener listener, String status) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(listener.messages())
                        .last()
                        .satisfies(message -> assertThat(
                                        message.path("params").path("status").asString(""))
                                .isEqualTo(status)));
        var acknowledged = listener.messages().getFirst();
        assertThat(acknowledged.path("method").stringValue()).isEqualTo("notifications/subscriptions/acknowledged");
        return listener.messages().stream().skip(1).toList();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void endOfATask_isToldOnTheStreamThatNamesItAndOnNoOther(String server) {
        var peer = peer(Http.MODERN, server);
        var stranger = new Operator(fixtures.hub()).user("tasks-" + server, "execute:tools/*");
        var other = TaskPeer.of(Http.MODERN, fixtures.uri(server), stranger.secret());
        var id = peer.start("slow_compute", Json.object().put("seconds", 0.6).put("label", "slowly"));
        try (var listener = peer.client().listen(List.of(id));
                var others = other.client().listen(List.of(id))) {
            var told = told(listener, "completed");

            assertThat(told).singleElement().satisfies(message -> {
                assertThat(message.path("method").stringValue()).isEqualTo("notifications/tasks");
                var task = message.path("params");
                assertThat(task.path("taskId").stringValue()).isEqualTo(id);
                assertThat(task.has("resultType")).isFalse();
                assertThat(text(task.path("result"))).isEqualTo("computed slowly");
                assertThat(task.path("_meta")).isEqualTo(Json.read("{\"io.modelcontextprotocol/subscriptionId\":6}"));
            });
            assertThat(listener.messages().getFirst().path("params").path("notifications"))
                    .isEqualTo(Json.read("{\"taskIds\":[\"" + id + "\"]}"));
            await().atMost(PATIENCE).until(() -> !others.messages().isEmpty());
            assertThat(others.messages())
                    .singleElement()
                    .satisfies(message -> assertThat(message.path("params").path("notifications"))
                            .isEqualTo(Json.object()));
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void questionDuringATask_isToldOnItsStream(String server) {
        var peer = peer(Http.MODERN, server);
        var id = peer.start("confirm_delete", Json.object().put("filename", "told.txt"));
        try (var listener = peer.client().listen(List.of(id))) {
            var asking = told(listener, "input_required").getLast().path("params");
            assertThat(asking.path("inputRequests")).hasSize(1);

            peer.outcome(id);

            var ended = told(listener, "completed").getLast().path("params");
            assertThat(text(ended.path("result"))).isEqualTo("deleted told.txt: true");
        }
    }

    /** What a tool calls a failure is one in the older design only. */
    @ParameterizedTest
    @MethodSource("pairs")
    void toolThatFails_endsItsTaskInTheWordsOfTheDesign(String revision, String server) {
        var peer = peer(revision, server);
        var id = peer.start("failing_job", Json.object());
        var task = peer.reached(id, peer.isModern() ? "completed" : "failed");
        var result = peer.isModern() ? task.path("result") : peer.outcome(id).path("result");
        assertThat(text(result)).isEqualTo("the job failed");
        assertThat(result.path("isError").booleanValue()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void requestThatFails_endsItsTaskWithItsError(String revision, String server) {
        var peer = peer(revision, server);
        var id = peer.start("protocol_error_job", Json.object());
        var task = peer.reached(id, "failed");
        var error = peer.isModern() ? task.path("error") : peer.outcome(id).path("error");
        assertThat(error.path("code").intValue()).isEqualTo(-32603);
        assertThat(error.path("message").stringValue()).isEqualTo("the job broke down");
        assertThat(task.has("result")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void formThatAsksForAPassword_isNotPutInATaskEither(String revision, String server) {
        var peer = peer(revision, server);
        var id = peer.start("ask_secret", Json.object());
        assertThat(peer.outcome(id).toString()).doesNotContain("Ada");
        assertThat(peer.client().asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy-http", "legacy-stdio"})
    void toolThatNeedsATask_isWaitedForWhereTheClientKnowsNone(String server) {
        var older = AskedClient.legacy("2025-06-18", fixtures.uri(server), fixtures.key(), TaskPeer::accept);
        var plain = AskedClient.modern(fixtures.uri(server), fixtures.key(), TaskPeer::accept);
        for (var client : List.of(older, plain)) {
            var result = client.call("failing_job", Json.object()).path("result");
            assertThat(text(result)).isEqualTo("the job failed");
            assertThat(result.path("_meta").has(RELATED)).isFalse();
        }
        var knowing = AskedClient.legacy(fixtures.uri(server), fixtures.key(), TaskPeer::accept);
        assertThat(knowing.call("failing_job", Json.object())
                        .path("error")
                        .path("code")
                        .intValue())
                .isEqualTo(-32601);
    }

    @ParameterizedTest
    @ValueSource(strings = {"modern-http", "modern-stdio"})
    void toolThatNeedsATask_saysSoToAModernClient(String server) {
        var plain = AskedClient.modern(fixtures.uri(server), fixtures.key(), TaskPeer::accept);
        var error = plain.call("failing_job", Json.object()).path("error");
        assertThat(error.path("code").intValue()).isEqualTo(-32021);
        assertThat(error.path("data").toString()).contains("io.modelcontextprotocol/tasks");
    }

    /** The client was promised a task although the server answered at once. */
    @ParameterizedTest
    @ValueSource(strings = {"modern-http", "modern-stdio"})
    void answerAtOnce_isKeptAsATaskForAClientThatWasPromisedOne(String server) {
        var peer = peer("2025-11-25", server);
        var id = peer.start("greet", Json.object().put("name", "Ada"));
        assertThat(peer.get(id).path("result").path("status").stringValue()).isEqualTo("completed");
        var result = peer.outcome(id).path("result");
        assertThat(text(result)).isEqualTo("Hello, Ada!");
        assertThat(result.path("_meta").path(RELATED).path("taskId").stringValue())
                .isEqualTo(id);
        assertThat(peer.ask("tasks/cancel", id).path("error").path("code").intValue())
                .isEqualTo(-32602);
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy-http", "modern-stdio"})
    void tasks_areListedForClientsOfTheOlderDesignOnly(String server) {
        var peer = peer("2025-11-25", server);
        var id = peer.start("slow_compute", Json.object().put("seconds", 0));
        assertThat(peer.client()
                        .request("tasks/list", Json.object())
                        .path("result")
                        .toString())
                .contains(id);
        var modern = peer("2026-07-28", server);
        assertThat(modern.client()
                        .request("tasks/list", Json.object())
                        .path("error")
                        .path("code")
                        .intValue())
                .isEqualTo(-32601);
    }

    @Test
    void tools_sayWhatTheyCanInTheWordsOfTheClient() {
        var known = peer("2025-11-25", "legacy-http").client();
        assertThat(supportOf(known, "slow_compute")).isEqualTo("optional");
        assertThat(supportOf(known, "failing_job")).isEqualTo("required");
        assertThat(supportOf(known, "greet")).isEmpty();
        assertThat(supportOf(peer("2025-11-25", "modern-http").client(), "greet"))
                .isEqualTo("optional");
        assertThat(supportOf(peer("2026-07-28", "legacy-http").client(), "failing_job"))
                .isEmpty();
        assertThat(supportOf(peer("2025-06-18", "legacy-http").client(), "failing_job"))
                .isEmpty();
    }

    private static String supportOf(AskedClient client, String tool) {
        for (var one :
                client.request("tools/list", Json.object()).path("result").path("tools")) {
            if (one.path("name").asString("").equals(tool)) {
                return one.path("execution").path("taskSupport").asString("");
            }
        }
        throw new AssertionError("no tool " + tool);
    }

    @Test
    void eachStepOfATask_isInTheAuditLog() {
        var peer = peer("2026-07-28", "legacy-http");
        var id = peer.start("confirm_delete", Json.object().put("filename", "for the record"));
        peer.outcome(id);
        var events = new Operator(fixtures.hub())
                .send("GET", "/api/v1/audit?text=confirm_delete&server=legacy-http&limit=50", "")
                .toString();
        assertThat(events)
                .contains("tasks/create", "task_created", "tasks/get", "tasks/update", "question_asked")
                .contains("question_answered")
                .doesNotContain("for the record", id);
    }
}
