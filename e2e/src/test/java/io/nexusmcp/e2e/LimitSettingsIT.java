package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.Fault;
import io.nexusmcp.testkit.MisbehavingServer;
import io.nexusmcp.testkit.Proves;
import io.nexusmcp.testkit.RawHttp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the keys of {@code limits} do, beside a hub without them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitSettingsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LONG = "x".repeat(4_000);
    private static final String BIG_ANSWER =
            "{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\"" + LONG + " done\"}]}";

    private final MisbehavingServer server = MisbehavingServer.start(Era.MODERN);
    private final SlowEcho slow = SlowEcho.start();
    private Trial trial;

    @BeforeAll
    void start(@TempDir Path folder) {
        server.tools("work", "play", "rest");
        trial = Trial.start(setup().http("slow", slow.uri()), folder);
        trial.hub().awaitServer("work").awaitServer("slow");
    }

    @AfterEach
    void reset() {
        trial.without();
    }

    @AfterAll
    void stop() {
        trial.close();
        server.close();
        slow.close();
    }

    private HubSetup setup() {
        return new HubSetup().http("work", server.uri());
    }

    /** Another hub, with limits that the one of this class does not have. */
    private HubProcess limited(String members, Path folder) {
        return HubProcess.start(setup().with("{\"limits\":{" + members + "}}"), folder)
                .awaitServer("work");
    }

    private static Wire.Answer call(HubProcess hub, String arguments) {
        return Peer.modern(hub.mcp("work"), hub.adminKey()).call("work", arguments);
    }

    private static RawHttp connect(HubProcess hub) {
        return RawHttp.connect(hub.mcp("").getPort());
    }

    private static String get(HubProcess hub) {
        return "GET /health/live HTTP/1.1\r\nHost: localhost:" + hub.mcp("").getPort() + "\r\n\r\n";
    }

    /** The head of a POST that announces more than it brings, and the first bytes of that. */
    private static String beginningOfPost(HubProcess hub) {
        return "POST /mcp HTTP/1.1\r\nHost: localhost:" + hub.mcp("").getPort() + "\r\nAuthorization: Bearer "
                + hub.adminKey() + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream"
                + "\r\nContent-Length: 12\r\n\r\n{\"id";
    }

    private static final String END_OF_POST = "\":1,\"a\":";

    @Test
    @Proves("limits.maxBodyBytes")
    void maxBodyBytes_bounds_theBodyOfARequest(@TempDir Path folder) {
        var arguments = "{\"a\":\"" + LONG + "\"}";
        try (var hub = limited("\"maxBodyBytes\":2048", folder)) {
            assertThat(call(hub, arguments).status()).isEqualTo(413);
            assertThat(call(hub, "{}").message()).contains("done");
        }
        assertThat(call(trial.hub(), arguments).message()).contains("done");
    }

    @Test
    @Proves("limits.maxHeaderBytes")
    void maxHeaderBytes_bounds_theHeadersOfARequest(@TempDir Path folder) {
        try (var hub = limited("\"maxHeaderBytes\":2048", folder)) {
            assertThat(Http.get(hub.mcp("").resolve("/health/live"), "X-Long", LONG)
                            .statusCode())
                    .isEqualTo(431);
        }
        assertThat(Http.get(trial.hub().mcp("").resolve("/health/live"), "X-Long", LONG)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @Proves("limits.maxDepth")
    void maxDepth_bounds_theNestingOfABody() {
        var arguments = "{\"a\":" + "[".repeat(20) + "]".repeat(20) + "}";
        assertThat(call(trial.hub(), arguments).message()).contains("done");
        trial.with("{\"limits\":{\"maxDepth\":10}}");
        assertThat(call(trial.hub(), arguments).errorCode()).isEqualTo(-32700);
        assertThat(call(trial.hub(), "{}").message()).contains("done");
    }

    @Test
    @Proves("limits.maxElements")
    void maxElements_bounds_theValuesOfABody() {
        var arguments = "{\"a\":[1" + ",1".repeat(200) + "]}";
        assertThat(call(trial.hub(), arguments).message()).contains("done");
        trial.with("{\"limits\":{\"maxElements\":100}}");
        assertThat(call(trial.hub(), arguments).errorCode()).isEqualTo(-32700);
        assertThat(call(trial.hub(), "{}").message()).contains("done");
    }

    @Test
    @Proves("limits.headerTimeout")
    void headerTimeout_cutsWhoIsSlowWithItsHeader(@TempDir Path folder) {
        try (var hub = limited("\"headerTimeout\":\"1s\"", folder);
                var patient = connect(trial.hub());
                var cut = connect(hub)) {
            patient.send(get(trial.hub()).substring(0, 20));
            cut.send(get(hub).substring(0, 20)).awaitClose();
            assertThat(patient.send(get(trial.hub()).substring(20)).read().status())
                    .isEqualTo(200);
        }
    }

    @Test
    @Proves("limits.bodyTimeout")
    void bodyTimeout_cutsWhoIsSlowWithItsBody(@TempDir Path folder, @TempDir Path other) {
        try (var hub = limited("\"bodyTimeout\":\"1s\",\"minDataRate\":0", folder);
                var without = limited("\"minDataRate\":0", other);
                var patient = connect(without);
                var cut = connect(hub)) {
            patient.send(beginningOfPost(without));
            assertThat(cut.send(beginningOfPost(hub)).read().status()).isEqualTo(408);
            assertThat(patient.send(END_OF_POST).read().status()).isEqualTo(400);
        }
    }

    @Test
    @Proves("limits.minDataRate")
    void minDataRate_cutsWhoSendsLessThanThat(@TempDir Path folder) {
        try (var hub = limited("\"minDataRate\":0", folder);
                var patient = connect(hub);
                var cut = connect(trial.hub())) {
            patient.send(beginningOfPost(hub));
            assertThat(cut.send(beginningOfPost(trial.hub())).read().status()).isEqualTo(408);
            assertThat(patient.send(END_OF_POST).read().status()).isEqualTo(400);
        }
    }

    @Test
    @Proves("limits.idleTimeout")
    void idleTimeout_closesConnectionsThatAreNotUsed(@TempDir Path folder) {
        try (var hub = limited("\"idleTimeout\":\"1s\"", folder);
                var patient = connect(trial.hub());
                var cut = connect(hub)) {
            assertThat(patient.send(get(trial.hub())).read().status()).isEqualTo(200);
            assertThat(cut.send(get(hub)).read().status()).isEqualTo(200);
            cut.awaitClose();
            assertThat(patient.send(get(trial.hub())).read().status()).isEqualTo(200);
        }
    }

    @Test
    @Proves("limits.maxConnections")
    void maxConnections_areHeldOpenAtTheSameTime(@TempDir Path folder) {
        assertConnectionsBounded("\"maxConnections\":2", folder);
    }

    @Test
    @Proves("limits.maxConnectionsPerIp")
    void maxConnectionsPerIp_areHeldOpenByOneAddress(@TempDir Path folder) {
        assertConnectionsBounded("\"maxConnectionsPerIp\":2", folder);
    }

    private void assertConnectionsBounded(String members, Path folder) {
        try (var hub = HubProcess.start(new HubSetup().with("{\"limits\":{" + members + "}}"), folder);
                var first = connect(hub);
                var second = connect(hub);
                var third = connect(hub)) {
            assertThat(first.send(get(hub)).read().status()).isEqualTo(200);
            assertThat(second.send(get(hub)).read().status()).isEqualTo(200);
            third.awaitClose();
        }
        try (var first = connect(trial.hub());
                var second = connect(trial.hub());
                var third = connect(trial.hub())) {
            assertThat(first.send(get(trial.hub())).read().status()).isEqualTo(200);
            assertThat(second.send(get(trial.hub())).read().status()).isEqualTo(200);
            assertThat(third.send(get(trial.hub())).read().status()).isEqualTo(200);
        }
    }

    @Test
    @Proves({"limits.maxConcurrentPerCaller", "limits.maxConcurrent"})
    void concurrentRequests_areBoundedForEachCallerAndInAll() {
        var ana = trial.peer("slow", trial.operator().user("ana", "execute:tools/slow"));
        var bob = trial.peer("slow", trial.operator().user("bob", "execute:tools/slow"));
        assertThat(whileOneCalls(ana, ana)).isEqualTo(200);
        trial.with("{\"limits\":{\"maxConcurrentPerCaller\":1}}");
        assertThat(whileOneCalls(ana, ana)).isEqualTo(429);
        assertThat(whileOneCalls(ana, bob)).isEqualTo(200);
        trial.with("{\"limits\":{\"maxConcurrentPerCaller\":1,\"maxConcurrent\":1}}");
        assertThat(whileOneCalls(ana, bob)).isEqualTo(429);
    }

    private static int whileOneCalls(Peer busy, Peer asking) {
        var call = CompletableFuture.supplyAsync(
                () -> busy.call("echo", "{\"nonce\":\"slow\",\"delay\":1500}"), Thread::startVirtualThread);
        await().atMost(PATIENCE).until(() -> SlowEcho.working() == 1);
        int status = asking.call("echo", "{\"nonce\":\"quick\",\"delay\":0}").status();
        assertThat(call.join().message()).contains("slow");
        return status;
    }

    @Test
    @Proves("limits.maxStreamsPerCaller")
    void maxStreamsPerCaller_bounds_theOpenStreamsOfACaller() {
        var peer = Peer.legacy(trial.hub().mcp(""), trial.hub().adminKey());
        try (var one = peer.listen(List.of());
                var two = peer.listen(List.of())) {
            assertThat(openStreams()).isEqualTo(2);
            assertThat(one.isEnded()).isFalse();
            assertThat(two.isEnded()).isFalse();
        }
        await().atMost(PATIENCE).until(() -> openStreams() == 0);
        trial.with("{\"limits\":{\"maxStreamsPerCaller\":1}}");
        try (var one = peer.listen(List.of());
                var two = peer.listen(List.of())) {
            await().atMost(PATIENCE).until(one::isEnded);
            assertThat(openStreams()).isEqualTo(1);
            assertThat(two.isEnded()).isFalse();
        }
    }

    private double openStreams() {
        return trial.operator().metric("nexus_open_streams");
    }

    @Test
    @Proves("limits.maxResponseBytes")
    void maxResponseBytes_bounds_theAnswerOfAServer(@TempDir Path folder) {
        try (var hub = limited("\"maxResponseBytes\":2048", folder)) {
            server.answer("tools/call", BIG_ANSWER);
            assertThat(call(hub, "{}").errorCode()).isEqualTo(-32603);
            assertThat(call(trial.hub(), "{}").message()).contains("done");
        }
    }

    @Test
    @Proves("limits.maxEventBytes")
    void maxEventBytes_bounds_anEventOfAServer(@TempDir Path folder) {
        server.answer("tools/call", BIG_ANSWER);
        server.misbehave("tools/call", Fault.EMPTY_FIRST_EVENT);
        try (var hub = limited("\"maxEventBytes\":2048", folder)) {
            assertThat(call(hub, "{}").errorCode()).isEqualTo(-32603);
            assertThat(call(trial.hub(), "{}").message()).contains("done");
        } finally {
            server.behave();
        }
    }

    @Test
    @Proves("limits.catalogPageSize")
    void catalogPageSize_bounds_aPageOfAList() {
        assertThat(page().path("tools")).hasSize(3);
        assertThat(page().has("nextCursor")).isFalse();
        trial.with("{\"limits\":{\"catalogPageSize\":2}}");
        assertThat(page().path("tools")).hasSize(2);
        assertThat(page().path("nextCursor").stringValue()).isNotEmpty();
    }

    private JsonNode page() {
        return trial.peer("work").ask("tools/list", "").json().path("result");
    }
}
