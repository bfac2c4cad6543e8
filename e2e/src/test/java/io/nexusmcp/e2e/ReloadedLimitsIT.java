package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.Fault;
import io.nexusmcp.testkit.MisbehavingServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What servers may cost changes while they stay connected. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReloadedLimitsIT {
    private static final int FAILED = -32603;

    private final MisbehavingServer server = MisbehavingServer.start(Era.MODERN);
    private Trial trial;

    @BeforeAll
    void start(@TempDir Path folder) {
        var setup = new HubSetup().http("work", server.uri()).stdio("child", TellTale.command("x".repeat(4_000)));
        trial = Trial.start(setup, folder);
        trial.hub().awaitServer("work").awaitServer("child");
    }

    @AfterEach
    void reset() {
        server.behave();
        trial.without();
    }

    @AfterAll
    void stop() {
        trial.close();
        server.close();
    }

    private void answerWith(String structured) {
        server.answer(
                "tools/call",
                "{\"resultType\":\"complete\",\"structuredContent\":" + structured
                        + ",\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}");
    }

    private Wire.Answer call() {
        return trial.peer("work").call("work", "{}");
    }

    private void assertBounded(String limits) {
        assertThat(call().message()).contains("done");
        trial.with("{\"limits\":{" + limits + "}}");
        assertThat(call().errorCode()).isEqualTo(FAILED);
        trial.without();
        assertThat(call().message()).contains("done");
    }

    @Test
    void maxResponseBytes_changes() {
        answerWith("{\"a\":\"" + "x".repeat(4_000) + "\"}");
        assertBounded("\"maxResponseBytes\":2048");
    }

    @Test
    void maxEventBytes_changes() {
        answerWith("{\"a\":\"" + "x".repeat(4_000) + "\"}");
        server.misbehave("tools/call", Fault.EMPTY_FIRST_EVENT);
        assertBounded("\"maxEventBytes\":2048");
    }

    @Test
    void maxDepth_changes_forAnswersToo() {
        answerWith("{\"a\":" + "[".repeat(30) + "]".repeat(30) + "}");
        assertBounded("\"maxDepth\":20");
    }

    @Test
    void maxElements_changes_forAnswersToo() {
        answerWith("{\"a\":[1" + ",1".repeat(200) + "]}");
        assertBounded("\"maxElements\":100");
    }

    @Test
    void maxEventBytes_changes_forTheLinesOfAChildThatRuns() {
        assertThat(told("process").message()).contains("\"text\"");
        var pid = told("process").message();
        assertThat(told("arguments").message()).contains("xxxx");
        assertThat(told("process").message()).isEqualTo(pid);
        trial.with("{\"limits\":{\"maxEventBytes\":2048}}");
        assertThat(told("arguments").errorCode()).isEqualTo(FAILED);
        trial.without();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(told("arguments").message()).contains("xxxx"));
    }

    private Wire.Answer told(String about) {
        return trial.peer("child").call("tell", "{\"about\":\"" + about + "\"}");
    }
}
