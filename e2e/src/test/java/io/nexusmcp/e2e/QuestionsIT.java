package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Servers of both eras, over both transports, ask clients of both eras, and each question reaches its own caller. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuestionsIT {
    private static final int CALLERS = 6;
    private static final int CALLS = 8;

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

    private AskedClient client(String revision, String server, String key, AskedClient.Answers answers) {
        URI endpoint = fixtures.uri(server);
        return revision.equals("2026-07-28")
                ? AskedClient.modern(endpoint, key, answers)
                : AskedClient.legacy(endpoint, key, answers);
    }

    private static ObjectNode answer(String method, JsonNode params) {
        return (ObjectNode)
                switch (method) {
                    case "roots/list" -> Json.read("{\"roots\":[{\"uri\":\"file:///w/a\"}]}");
                    case "sampling/createMessage" ->
                        Json.read("{\"role\":\"assistant\",\"model\":\"m\",\"content\":{\"type\":\"text\",\"text\":"
                                + "\"from the model\"}}");
                    default ->
                        Json.read("{\"action\":\"accept\",\"content\":{\"name\":\"Ada\",\"color\":\"green\","
                                + "\"response\":"
                                + Json.quoted(params.path("message").asString("")) + "}}");
                };
    }

    private static String text(JsonNode reply) {
        return reply.path("result").path("content").path(0).path("text").asString(reply.toString());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void elicitationSamplingAndRoots_reachTheClientAndItsAnswersTheServer(String revision, String server) {
        var client = client(revision, server, fixtures.key(), QuestionsIT::answer);
        assertThat(text(client.call("test_elicitation", Json.object().put("message", "who?"))))
                .contains("action=accept", "who?");
        assertThat(text(client.call("test_sampling", Json.object().put("prompt", "hi"))))
                .contains("from the model");
        assertThat(text(client.call("test_input_required_result_list_roots", Json.object())))
                .contains("1 root(s)", "file:///w/a");
        assertThat(client.asked()).containsExactly("elicitation/create", "sampling/createMessage", "roots/list");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void severalQuestionsAndSeveralRounds_areAllAnswered(String revision, String server) {
        var client = client(revision, server, fixtures.key(), QuestionsIT::answer);
        assertThat(text(client.call("test_input_required_result_multiple_inputs", Json.object())))
                .contains("All three answered");
        assertThat(client.asked())
                .containsExactlyInAnyOrder("elicitation/create", "sampling/createMessage", "roots/list");
        assertThat(text(client.call("test_input_required_result_multi_round", Json.object())))
                .contains("Ada likes green");
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void personWhoDeclines_isBelieved(String revision, String server) {
        var client =
                client(revision, server, fixtures.key(), (_, _) -> Json.object().put("action", "decline"));
        assertThat(text(client.call("test_elicitation", Json.object().put("message", "who?"))))
                .contains("action=decline");
    }

    /** Every caller is asked under a word of its own and must never see another's. */
    @Test
    void interleavedQuestions_neverReachAnotherCaller() throws Exception {
        var operator = new Operator(fixtures.hub());
        var tasks = new ArrayList<Callable<String>>();
        for (int caller = 0; caller < CALLERS; caller++) {
            var key = operator.user("asked-" + caller, "execute:tools/*").secret();
            var word = "word-of-" + caller;
            for (int call = 0; call < CALLS; call++) {
                var server = FixtureHub.SERVERS.get((caller + call) % FixtureHub.SERVERS.size());
                var revision = (caller + call) % 3 == 0 ? "2025-11-25" : "2026-07-28";
                tasks.add(() -> asked(revision, server, key, word));
            }
        }
        var wrong = new ArrayList<String>();
        try (var threads = Executors.newFixedThreadPool(CALLERS)) {
            for (var outcome : threads.invokeAll(tasks)) {
                wrong.add(outcome.get());
            }
        }
        assertThat(wrong).as("what callers saw that was not theirs").containsOnly("");
    }

    /** One channel for several calls may have to refuse a question, but never gives it to the wrong one. */
    private String asked(String revision, String server, String key, String word) {
        var strangers = new ArrayList<String>();
        var client = client(revision, server, key, (method, params) -> {
            if (!params.path("message").asString("").equals(word)) {
                strangers.add(params.toString());
            }
            return answer(method, params);
        });
        var answer = text(client.call("test_elicitation", Json.object().put("message", word)));
        boolean isOwn = answer.contains(word) || answer.contains("there is no client to ask");
        return isOwn && strangers.isEmpty() ? "" : strangers + " " + answer;
    }

    @Test
    void questionsOfEachCall_areInTheAuditLog() {
        var client = client("2026-07-28", "legacy-http", fixtures.key(), QuestionsIT::answer);
        client.call("test_elicitation", Json.object().put("message", "for the record"));
        var events = new Operator(fixtures.hub())
                .send("GET", "/api/v1/audit?text=question_answered&server=legacy-http&limit=1", "")
                .toString();
        assertThat(events)
                .contains("elicitation/create", "test_elicitation", "accept")
                .doesNotContain("for the record");
    }
}
