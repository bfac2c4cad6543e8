package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.Proves;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the keys of {@code limits.questions} do, beside the same hub without them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuestionSettingsIT {
    private final HttpFixture legacy = HttpFixture.start(Era.LEGACY, 0);
    private final HttpFixture modern = HttpFixture.start(Era.MODERN, 0);
    private Trial trial;
    private Operator.Key ana;
    private Operator.Key bob;

    @BeforeAll
    void start(@TempDir Path folder) {
        var setup = new HubSetup().http("legacy", legacy.uri()).http("modern", modern.uri());
        trial = Trial.start(setup, folder);
        trial.hub().awaitServer("legacy").awaitServer("modern");
        ana = trial.operator().user("ana", "execute:tools/*");
        bob = trial.operator().user("bob", "execute:tools/*");
    }

    @AfterEach
    void reset() {
        trial.without();
    }

    @AfterAll
    void stop() {
        trial.close();
        legacy.close();
        modern.close();
    }

    private void limit(String members) {
        trial.with("{\"limits\":{\"questions\":{" + members + "}}}");
    }

    private static ObjectNode accept() {
        return (ObjectNode) Json.read(
                "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\",\"color\":\"green\",\"response\":\"x\"}}");
    }

    private static ObjectNode message() {
        return Json.object().put("message", "who?");
    }

    private AskedClient session(String server, Operator.Key key, AskedClient.Answers answers) {
        return AskedClient.legacy(trial.hub().mcp(server), key.secret(), answers);
    }

    @Test
    @Proves("limits.questions.timeout")
    void timeout_boundsTheTimeForAnAnswer() {
        var thoughtful = session("legacy", ana, (_, _) -> {
            pause();
            return accept();
        });
        assertThat(thoughtful.call("test_elicitation", message()).toString()).contains("action=accept");
        limit("\"timeout\":\"1s\"");
        assertThat(thoughtful.call("test_elicitation", message()).toString()).contains("did not answer in time");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(2_000);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    @Proves({"limits.questions.maxOpenPerCaller", "limits.questions.maxOpen"})
    void openQuestions_areBoundedForEachCallerAndInAll() {
        assertThat(whileAnaIsAsked(ana)).contains("action=accept");
        limit("\"maxOpenPerCaller\":1");
        assertThat(whileAnaIsAsked(ana)).contains("too many questions are open");
        assertThat(whileAnaIsAsked(bob)).contains("action=accept");
        limit("\"maxOpen\":1");
        assertThat(whileAnaIsAsked(bob)).contains("too many questions are open");
    }

    private String whileAnaIsAsked(Operator.Key other) {
        var isAsked = new CountDownLatch(1);
        var mayAnswer = new CountDownLatch(1);
        var slow = session("legacy", ana, (_, _) -> {
            isAsked.countDown();
            await(mayAnswer);
            return accept();
        });
        var call = CompletableFuture.supplyAsync(
                () -> slow.call("test_elicitation", message()), Thread::startVirtualThread);
        await(isAsked);
        try {
            return session("legacy", other, (_, _) -> accept())
                    .call("test_elicitation", message())
                    .toString();
        } finally {
            mayAnswer.countDown();
            assertThat(call.join().toString()).contains("action=accept");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    @Proves("limits.questions.maxParkedPerCaller")
    void parkedCalls_areBoundedForEachCaller() {
        var first = park(ana);
        park(ana);
        assertThat(answered(ana, first)).contains("action=accept");
        limit("\"maxParkedPerCaller\":1");
        var oldest = park(ana);
        var newest = park(ana);
        assertThat(answered(ana, oldest)).contains("start again");
        assertThat(answered(ana, newest)).contains("action=accept");
    }

    @Test
    @Proves("limits.questions.maxParked")
    void parkedCalls_areBoundedInAll() {
        limit("\"maxParked\":1");
        var kept = park(ana);
        assertThat(ask(bob, "", Json.object()).toString()).contains("too many questions are open");
        assertThat(answered(ana, kept)).contains("action=accept");
        trial.without();
        park(ana);
        assertThat(park(bob)).isNotEmpty();
    }

    /** A call that waits, by its state. */
    private String park(Operator.Key key) {
        return ask(key, "", Json.object()).path("result").path("requestState").asString("");
    }

    private String answered(Operator.Key key, String state) {
        var responses = Json.object();
        responses.set("q1", accept());
        return ask(key, state, responses).toString();
    }

    private JsonNode ask(Operator.Key key, String state, ObjectNode responses) {
        var params = Json.object().put("name", "test_elicitation");
        params.set("arguments", message());
        if (!state.isEmpty()) {
            params.put("requestState", state).set("inputResponses", responses);
        }
        var able = Json.object();
        able.putObject("elicitation");
        return Http.modern(trial.hub().mcp("legacy"), key.secret(), "tools/call", params, able);
    }

    @Test
    @Proves("limits.questions.maxRounds")
    void maxRounds_boundsHowOftenAServerAsksAgain() {
        var client = session("modern", ana, (_, _) -> accept());
        assertThat(client.call("test_input_required_result_multi_round", Json.object())
                        .toString())
                .contains("Ada likes green");
        limit("\"maxRounds\":1");
        assertThat(client.call("test_input_required_result_multi_round", Json.object())
                        .toString())
                .contains("asked again and again");
    }
}
