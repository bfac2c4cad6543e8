package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
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

/** Clients of both eras hear of changes at servers of both eras over both transports, and of nothing they may not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SubscriptionsIT {
    private static final String WATCHED = "test://watched-resource";
    private static final String UPDATED = "notifications/resources/updated";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

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
        return FixtureHub.SERVERS.stream()
                .flatMap(server -> Stream.of("2025-11-25", "2026-07-28").map(client -> Arguments.of(client, server)));
    }

    private Peer peer(String revision, String server, String key) {
        return revision.equals(Http.MODERN)
                ? Peer.modern(fixtures.uri(server), key)
                : Peer.legacy(fixtures.uri(server), key, revision);
    }

    private static void change(Peer peer) {
        assertThat(peer.call("test_trigger_resource_update", "{}").message()).contains("published");
    }

    private static void awaitCount(Listener listener, String method, int count) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(listener.count(method))
                        .as("%s", listener.messages())
                        .isGreaterThanOrEqualTo(count));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void watchedResource_thatChanges_isToldAndOthersAreNot(String revision, String server) {
        var peer = peer(revision, server, fixtures.key());
        try (var listener = peer.listen(List.of(WATCHED))) {
            awaitReady(revision, listener);
            peer.call("test_trigger_resource_update", "{\"uri\":\"test://static-text\"}");
            change(peer);
            awaitCount(listener, UPDATED, 1);
            assertThat(listener.messages())
                    .filteredOn(message -> message.path("method").asString("").equals(UPDATED))
                    .allSatisfy(message -> assertThat(
                                    message.path("params").path("uri").stringValue())
                            .isEqualTo(WATCHED));
        }
    }

    /** A modern stream says when it has begun. */
    private static void awaitReady(String revision, Listener listener) {
        if (revision.equals(Http.MODERN)) {
            awaitCount(listener, "notifications/subscriptions/acknowledged", 1);
            assertThat(listener.messages().getFirst().path("params"))
                    .isEqualTo(Json.read("{\"notifications\":{\"toolsListChanged\":true,\"promptsListChanged\":true,"
                            + "\"resourceSubscriptions\":[\"" + WATCHED + "\"]},"
                            + "\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":\"listen-1\"}}"));
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void listsThatChange_areTold(String revision, String server) {
        var peer = peer(revision, server, fixtures.key());
        try (var listener = peer.listen(List.of(WATCHED))) {
            awaitReady(revision, listener);
            peer.call("test_trigger_tool_change", "{}");
            awaitCount(listener, "notifications/tools/list_changed", 1);
            peer.call("test_trigger_prompt_change", "{}");
            awaitCount(listener, "notifications/prompts/list_changed", 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy-http", "legacy-stdio"})
    void resourceThatTheServerHasNot_cannotBeSubscribedTo(String server) {
        var peer = peer("2025-11-25", server, fixtures.key());
        assertThat(peer.ask("resources/subscribe", "\"uri\":\"test://nothing\"").errorCode())
                .isEqualTo(-32002);
        assertThat(peer.ask("resources/subscribe", "\"uri\":\"" + WATCHED + "\"")
                        .message())
                .contains("\"result\":{}");
        assertThat(peer.ask("resources/unsubscribe", "\"uri\":\"" + WATCHED + "\"")
                        .message())
                .contains("\"result\":{}");
    }

    /** All callers share one stream of a modern server, and what comes on it goes to those who may read it. */
    @ParameterizedTest
    @MethodSource("pairs")
    void whoMayNotReadAResource_neverHearsOfIt(String revision, String server) {
        var reader = operator.user("reader", "read:resources/*", "execute:tools/*");
        var other = operator.user("other", "execute:tools/*");
        var reading = peer(revision, server, reader.secret());
        var forbidden = peer(revision, server, other.secret());
        try (var hears = reading.listen(List.of(WATCHED));
                var deaf = forbidden.listen(List.of(WATCHED))) {
            awaitReady(revision, hears);
            change(forbidden);
            change(reading);
            awaitCount(hears, UPDATED, 1);
            change(reading);
            awaitCount(hears, UPDATED, 2);
            assertThat(deaf.count(UPDATED)).isZero();
            assertThat(deaf.messages().toString()).doesNotContain(WATCHED);
        }
    }

    @Test
    void revokedKey_endsTheStream() {
        var key = operator.user("leaver", "read:*", "execute:tools/*");
        try (var listener = peer(Http.MODERN, "modern-http", key.secret()).listen(List.of(WATCHED))) {
            awaitReady(Http.MODERN, listener);
            operator.revoke(key);
            await().atMost(PATIENCE).until(listener::isEnded);
            assertThat(listener.messages().getLast())
                    .isEqualTo(Json.read("{\"jsonrpc\":\"2.0\",\"id\":\"listen-1\",\"result\":{\"resultType\":"
                            + "\"complete\",\"_meta\":{\"io.modelcontextprotocol/subscriptionId\":\"listen-1\","
                            + "\"io.modelcontextprotocol/serverInfo\":"
                            + serverInfo(listener) + "}}}"));
        }
    }

    private static String serverInfo(Listener listener) {
        return listener.messages()
                .getLast()
                .path("result")
                .path("_meta")
                .path("io.modelcontextprotocol/serverInfo")
                .toString();
    }

    @Test
    void hubThatStops_endsItsStreamsWithAResult(@TempDir Path folder) {
        try (var server = HttpFixture.start(Era.MODERN, 0);
                var hub = HubProcess.start(new HubSetup().http("one", server.uri()), folder)) {
            hub.awaitServer("one");
            var peer = Peer.modern(hub.mcp("one"), hub.adminKey());
            try (var listener = peer.listen(List.of(WATCHED))) {
                awaitReady(Http.MODERN, listener);
                assertThat(hub.stop()).isZero();
                await().atMost(PATIENCE).until(listener::isEnded);
                assertThat(listener.messages()
                                .getLast()
                                .path("result")
                                .path("resultType")
                                .stringValue())
                        .isEqualTo("complete");
            }
        }
    }

    @Test
    void pageThatIsDoneWith_isToldToTheClientThatWasSentThere() {
        var asked = AskedClient.legacy(
                fixtures.uri("legacy-http"),
                fixtures.key(),
                (_, _) -> Json.object().put("action", "accept"));
        try (var listener = Listener.open(fixtures.uri("legacy-http"), asked.headers());
                var other = peer("2025-11-25", "legacy-http", fixtures.key()).listen(List.of())) {
            assertThat(asked.call("visit_page", Json.object()).toString()).contains("visited: accept");
            awaitCount(listener, "notifications/elicitation/complete", 1);
            assertThat(listener.messages().toString()).doesNotContain("page-1");
            assertThat(other.count("notifications/elicitation/complete")).isZero();
        }
    }

    @Test
    void capabilities_sayWhatIsServed() {
        for (var server : FixtureHub.SERVERS) {
            var discovered = Http.modern(fixtures.uri(server), fixtures.key(), "server/discover", Json.object());
            assertThat(discovered.path("result").path("capabilities").path("resources"))
                    .isEqualTo(Json.read("{\"subscribe\":true,\"listChanged\":true}"));
        }
    }
}
