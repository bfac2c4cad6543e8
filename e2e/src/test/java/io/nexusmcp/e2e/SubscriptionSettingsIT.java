package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.Proves;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the keys of {@code limits} for subscriptions and their streams do, beside the same hub without them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SubscriptionSettingsIT {
    private static final int DONE = 200;
    private static final int TOO_MANY = 429;
    private static final int DEFAULT_STREAMS = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpFixture server = HttpFixture.start(Era.LEGACY, 0);
    private final List<Peer> peers = new ArrayList<>();
    private Trial trial;
    private Operator.Key ana;
    private Operator.Key bob;

    @BeforeAll
    void start(@TempDir Path folder) {
        trial = Trial.start(new HubSetup().http("one", server.uri()), folder);
        trial.hub().awaitServer("one");
        ana = trial.operator().user("ana", "read:*");
        bob = trial.operator().user("bob", "read:*");
    }

    /** With its session everything that a client watches ends. */
    @AfterEach
    void reset() {
        peers.forEach(
                peer -> assertThat(Wire.exchange(request(peer).DELETE().build()).status())
                        .isEqualTo(204));
        peers.clear();
        trial.without();
    }

    @AfterAll
    void stop() {
        trial.close();
        server.close();
    }

    private Peer session(Operator.Key key) {
        var peer = Peer.legacy(trial.hub().mcp("one"), key.secret());
        peers.add(peer);
        return peer;
    }

    private HttpRequest.Builder request(Peer peer) {
        return HttpRequest.newBuilder(trial.hub().mcp("one"))
                .header("Accept", "text/event-stream")
                .headers(peer.headers("", "").toArray(String[]::new));
    }

    private static int subscribe(Peer peer, String uri) {
        return peer.ask("resources/subscribe", "\"uri\":\"" + uri + "\"").status();
    }

    @Test
    @Proves("limits.maxSubscriptionsPerCaller")
    void subscriptions_areBoundedForEachCaller() {
        var peer = session(ana);
        assertThat(subscribe(peer, "test://static-text")).isEqualTo(DONE);
        trial.with("{\"limits\":{\"maxSubscriptionsPerCaller\":1}}");
        assertThat(subscribe(peer, "test://static-binary")).isEqualTo(TOO_MANY);
        assertThat(subscribe(session(bob), "test://static-binary")).isEqualTo(DONE);
        trial.without();
        assertThat(subscribe(peer, "test://static-binary")).isEqualTo(DONE);
    }

    @Test
    @Proves("limits.maxSubscriptions")
    void subscriptions_areBoundedInAll() {
        trial.with("{\"limits\":{\"maxSubscriptions\":1}}");
        var first = session(ana);
        var second = session(bob);
        try (var _ = first.listen(List.of("test://watched-resource"))) {
            assertThat(subscribe(second, "test://watched-resource")).isEqualTo(TOO_MANY);
            trial.without();
            assertThat(subscribe(second, "test://watched-resource")).isEqualTo(DONE);
        }
    }

    @Test
    @Proves("limits.maxStreams")
    void streams_areBoundedInAll() {
        var second = session(bob);
        try (var _ = session(ana).listen(List.of());
                var _ = second.listen(List.of())) {
            assertThat(subscribe(second, "test://static-text")).isEqualTo(DONE);
        }
        trial.with("{\"limits\":{\"maxStreams\":1}}");
        try (var _ = session(ana).listen(List.of())) {
            assertThat(Wire.exchange(request(second).GET().build()).status()).isEqualTo(TOO_MANY);
        }
    }

    /** Nothing tells the hub that a client is gone whose machine was switched off. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void clientThatLeavesWithoutAWord_overAndOver_isNeverLockedOut(boolean isModern) {
        var silent = new ArrayList<Listener>();
        var peer = isModern ? Peer.modern(trial.hub().mcp("one"), ana.secret()) : session(ana);
        try (var others = session(bob).listen(List.of())) {
            for (int each = 0; each < 3 * DEFAULT_STREAMS; each++) {
                silent.add(peer.listen(List.of()));
            }
            var left = silent.subList(0, 2 * DEFAULT_STREAMS);
            await().atMost(PATIENCE).until(() -> left.stream().allMatch(Listener::isEnded));
            assertThat(left)
                    .allSatisfy(ended -> assertThat(ended.count("complete")).isEqualTo(isModern ? 1 : 0));
            assertThat(silent).filteredOn(open -> !open.isEnded()).hasSize(DEFAULT_STREAMS);
            assertThat(others.isEnded()).isFalse();
        } finally {
            silent.forEach(Listener::close);
        }
    }
}
