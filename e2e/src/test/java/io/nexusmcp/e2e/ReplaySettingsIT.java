package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.Proves;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the keys of {@code replay} do, with and without them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplaySettingsIT {
    private final HttpFixture server = HttpFixture.start(Era.LEGACY, 0);
    private Trial trial;

    @BeforeAll
    void start(@TempDir Path folder) {
        trial = Trial.start(new HubSetup().http("fix", server.uri()), folder);
        trial.hub().awaitServer("fix");
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

    private StreamClient client() {
        return StreamClient.open(trial.hub().mcp("fix"), trial.hub().adminKey(), "2025-11-25");
    }

    /** A call whose client went away after its first event. */
    private record Lost(StreamClient client, String lastId, String retry) {
        JsonNode answer() {
            try (var again = client.listen(lastId)) {
                return again.messages().getLast();
            }
        }
    }

    private Lost lose(int millis) {
        var client = client();
        var arguments = Json.object().put("millis", millis).put("nonce", "x".repeat(500));
        try (var stream = client.call(1, "slow", arguments)) {
            var first = stream.next().orElseThrow();
            return new Lost(client, first.id(), first.retry());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"perCaller\":{\"events\":5}",
                "\"perCaller\":{\"bytes\":1000}",
                "\"inAll\":{\"events\":5}",
                "\"inAll\":{\"bytes\":1000}"
            })
    @Proves({"replay.perCaller.events", "replay.perCaller.bytes", "replay.inAll.events", "replay.inAll.bytes"})
    void whatDoesNotFit_isNotKept_andSaidSo(String members) {
        assertThat(lose(300).answer().toString()).contains("took 300 ms");
        int before = losses();
        trial.with("{\"replay\":{" + members + "}}");
        var lost = lose(300);
        await().until(() -> losses() > before);
        await().until(() -> lost.answer().path("error").path("code").asInt() == -32603);
    }

    private int losses() {
        return (int) new Trail(trial.hub().data())
                .events().stream()
                        .filter(event -> event.path("reason").asString("").equals("replay_full"))
                        .count();
    }

    @Test
    @Proves("replay.lifetime")
    void lifetime_endsWhatNobodyComesFor() {
        trial.with("{\"replay\":{\"lifetime\":\"1s\"}}");
        var early = lose(100);
        assertThat(early.answer().toString()).contains("took 100 ms");
        // each coming begins its time anew
        await().atMost(Duration.ofSeconds(30))
                .pollDelay(Duration.ofSeconds(3))
                .pollInterval(Duration.ofSeconds(3))
                .until(() -> early.answer().has("error"));
        trial.without();
        var kept = lose(100);
        await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
        assertThat(kept.answer().toString()).contains("took 100 ms");
    }

    @Test
    @Proves("replay.retry")
    void retry_isWhatClientsAreAsked() {
        assertThat(lose(100).retry()).isEqualTo("1000");
        trial.with("{\"replay\":{\"retry\":\"250ms\"}}");
        assertThat(lose(100).retry()).isEqualTo("250");
    }
}
