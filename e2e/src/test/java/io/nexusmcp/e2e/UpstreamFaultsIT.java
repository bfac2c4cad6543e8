package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.Fault;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.MisbehavingChild;
import io.nexusmcp.testkit.MisbehavingServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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

/** However a server fails, its caller gets a clean answer and nobody else notices. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpstreamFaultsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** An answer that comes with noise is an answer. */
    private static final Set<Fault> HARMLESS = EnumSet.of(Fault.TWICE, Fault.EMPTY_FIRST_EVENT);
    /** With these the call ends by its deadline only. */
    private static final Set<Fault> ENDLESS = EnumSet.of(Fault.HANGS, Fault.TRICKLES);

    private final MisbehavingServer legacy = MisbehavingServer.start(Era.LEGACY);
    private final MisbehavingServer modern = MisbehavingServer.start(Era.MODERN);
    private final MisbehavingServer hung = MisbehavingServer.start(Era.LEGACY);
    private final MisbehavingServer refusesGet = MisbehavingServer.start(Era.LEGACY);
    private final MisbehavingServer babblesOnGet = MisbehavingServer.start(Era.LEGACY);
    private final MisbehavingServer emptyOnGet = MisbehavingServer.start(Era.LEGACY);
    private final MisbehavingServer garbageOnGet = MisbehavingServer.start(Era.LEGACY);
    private final HttpFixture steady = HttpFixture.start(Era.MODERN, 0);
    private MisbehavingChild child;
    private MisbehavingChild mortal;
    private HttpFixture leaving = HttpFixture.start(Era.LEGACY, 0);
    private HttpFixture silent = HttpFixture.startQuiet(0);
    private HubProcess hub;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        child = new MisbehavingChild(Era.LEGACY, Files.createDirectory(folder.resolve("child")));
        mortal = new MisbehavingChild(Era.LEGACY, Files.createDirectory(folder.resolve("mortal")));
        hung.misbehave("initialize", Fault.HANGS);
        hung.misbehave("server/discover", Fault.HANGS);
        refusesGet.misbehave("GET", Fault.STATUS_405);
        babblesOnGet.misbehave("GET", Fault.BABBLES);
        emptyOnGet.misbehave("GET", Fault.EMPTY_FIRST_EVENT);
        garbageOnGet.misbehave("GET", Fault.GARBAGE);
        var setup = new HubSetup()
                .http("legacy", legacy.uri())
                .http("modern", modern.uri())
                .stdio("child", child.command())
                .stdio("mortal", mortal.command())
                .http("hung", hung.uri())
                .http("dead", URI.create("http://localhost:1/mcp"))
                .http("refuses-get", refusesGet.uri())
                .http("babbles-on-get", babblesOnGet.uri())
                .http("empty-on-get", emptyOnGet.uri())
                .http("garbage-on-get", garbageOnGet.uri())
                .http("steady", steady.uri())
                .http("leaving", leaving.uri())
                .http("silent", silent.uri());
        for (var name : List.of("legacy", "modern")) {
            setup.root().withObject("/mcpServers/" + name).put("timeout", "2s");
        }
        setup.root()
                .withObject("/mcpServers/child")
                .put("shared", false)
                .put("timeout", "5s")
                .put("era", "legacy");
        hub = HubProcess.start(setup, folder);
        List.of("legacy", "modern", "child", "mortal", "steady", "leaving", "silent")
                .forEach(hub::awaitServer);
    }

    @AfterAll
    void stop() {
        hub.close();
        Stream.of(legacy, modern, hung, refusesGet, babblesOnGet, emptyOnGet, garbageOnGet)
                .forEach(MisbehavingServer::close);
        Stream.of(steady, leaving, silent).forEach(HttpFixture::close);
    }

    /** A child has one pipe, so one that trickles an answer keeps its own caller waiting for the next as well. */
    static Stream<Arguments> faults() {
        return Stream.of("legacy", "modern", "child")
                .flatMap(server -> Arrays.stream(Fault.values())
                        .filter(fault -> !server.equals("child") || fault != Fault.TRICKLES)
                        .map(fault -> arguments(server, fault)));
    }

    private void misbehave(String server, Fault fault) {
        switch (server) {
            case "legacy" -> legacy.misbehave("tools/call", fault);
            case "modern" -> modern.misbehave("tools/call", fault);
            default -> child.misbehave("tools/call", fault);
        }
    }

    private void behave(String server) {
        switch (server) {
            case "legacy" -> legacy.behave();
            case "modern" -> modern.behave();
            default -> child.behave();
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void fault_inAnAnswer_isACleanErrorWithOneEvent_andOthersGoOn(String server, Fault fault) {
        misbehave(server, fault);
        int events = events(server).size();
        var peer = Peer.modern(hub.mcp(server), hub.adminKey());
        var faulty = CompletableFuture.supplyAsync(() -> peer.call("work", "{}"), Thread::startVirtualThread);
        assertSteadyAnswers();
        assertThat(faulty.isDone() && ENDLESS.contains(fault))
                .as("another server's calls do not wait")
                .isFalse();
        assertClean(faulty.join(), fault);
        assertThat(events(server)).hasSize(events + 1);
        var failed = events(server).getLast();
        if (!failed.path("outcome").asString("").equals("allowed")) {
            assertThat(failed.path("outcome").asString("")).isEqualTo("failed");
            assertThat(failed.path("reason").asString("")).isEqualTo("upstream_failed");
        }
        behave(server);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(peer.call("work", "{}").message()).contains("done"));
    }

    private static void assertClean(Wire.Answer answer, Fault fault) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("id").asInt(0)).isEqualTo(1);
        assertThat(answer.message())
                .doesNotContain("Exception", "java.", "io.nexusmcp.", "\tat ", "localhost", "127.0.0.1", "xxxx");
        if (HARMLESS.contains(fault)) {
            assertThat(answer.message()).contains("done");
        } else {
            assertThat(answer.json().has("error")).as(answer.message()).isTrue();
        }
    }

    private void assertSteadyAnswers() {
        var peer = Peer.modern(hub.mcp("steady"), hub.adminKey());
        for (int at = 0; at < 3; at++) {
            assertThat(peer.call("test_simple_text", "{}").message()).contains("simple text");
        }
    }

    private List<JsonNode> events(String server) {
        return new Trail(hub.data())
                .events().stream()
                        .filter(event -> event.path("server").asString("").equals(server)
                                && event.path("operation").asString("").equals("tools/call"))
                        .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"refuses-get", "babbles-on-get", "empty-on-get", "garbage-on-get"})
    void server_withAFaultyGetStream_isServed(String server) {
        hub.awaitServer(server);
        assertThat(Peer.modern(hub.mcp(server), hub.adminKey())
                        .call("work", "{}")
                        .message())
                .contains("done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dead", "hung"})
    void server_thatNeverAnswered_hasNoToolsAndHoldsUpNobody(String server) {
        assertThat(listed()).noneMatch(tool -> tool.startsWith(server + "__"));
        assertThat(listed()).contains("steady__test_simple_text");
        var answer = Peer.modern(hub.mcp(""), hub.adminKey()).call(server + "__work", "{}");
        assertThat(answer.errorCode()).isEqualTo(-32602);
    }

    @Test
    void tools_ofAServerThatLeaves_vanishWithAListChange_andReturnWithIt() {
        try (var listener = listen()) {
            int port = leaving.port();
            leaving.close();
            awaitListed("leaving__test_simple_text", false);
            awaitChange(listener, 1);
            leaving = HttpFixture.start(Era.LEGACY, port);
            awaitListed("leaving__test_simple_text", true);
            awaitChange(listener, 2);
        }
    }

    @Test
    void tools_ofAServerThatIsFoundDead_vanish_andReturnWithIt() {
        int port = silent.port();
        awaitLook();
        silent.close();
        var peer = Peer.modern(hub.mcp("silent"), hub.adminKey());
        assertThat(peer.call("test_simple_text", "{}").errorCode()).isEqualTo(-32603);
        assertThat(hub.log()).containsPattern("incident [0-9a-f]{32}: silent failed: [a-z]");
        awaitListed("silent__test_simple_text", false);
        silent = HttpFixture.startQuiet(port);
        awaitListed("silent__test_simple_text", true);
    }

    /** The hub has just read the lists of a server it only finds dead by using it, so that it does not do so soon again. */
    private void awaitLook() {
        long before = looks();
        new Operator(hub).send("POST", "/api/v1/servers/silent/restart", "");
        await().atMost(PATIENCE).until(() -> looks() > before);
        hub.awaitServer("silent");
    }

    private long looks() {
        return silent.requests().stream()
                .filter(request -> request.body().contains("\"tools/list\""))
                .count();
    }

    @Test
    void tools_ofAChildThatDies_vanishWithAListChange_andReturnWithAnother() {
        try (var listener = listen()) {
            mortal.misbehave("initialize", Fault.STATUS_500);
            mortal.misbehave("server/discover", Fault.STATUS_500);
            mortal.misbehave("tools/list", Fault.DIES);
            mortal.tools("work", "play");
            awaitListed("mortal__work", false);
            awaitChange(listener, 1);
            mortal.behave();
            awaitListed("mortal__work", true);
            awaitChange(listener, 2);
        }
    }

    @Test
    void tools_thatAServerAddsAndTakesAway_areListedAtOnce() {
        try (var listener = listen()) {
            legacy.tools("work", "play");
            awaitListed("legacy__play", true);
            awaitChange(listener, 1);
            legacy.tools("work");
            awaitListed("legacy__play", false);
            awaitChange(listener, 2);
        }
    }

    private Listener listen() {
        var peer = Peer.legacy(hub.mcp(""), hub.adminKey());
        return Listener.open(hub.mcp(""), peer.headers("", ""));
    }

    private static void awaitChange(Listener listener, int count) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(listener.count("notifications/tools/list_changed"))
                        .isGreaterThanOrEqualTo(count));
    }

    private void awaitListed(String tool, boolean isListed) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(listed().contains(tool)).isEqualTo(isListed));
    }

    private List<String> listed() {
        var answer = Peer.modern(hub.mcp(""), hub.adminKey()).ask("tools/list", "");
        return answer.json().path("result").path("tools").values().stream()
                .map(tool -> tool.path("name").stringValue())
                .toList();
    }
}
