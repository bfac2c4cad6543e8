package io.nexusmcp.e2e;

import static io.nexusmcp.e2e.ConnectedClient.META;
import static io.nexusmcp.e2e.ConnectedClient.accept;
import static io.nexusmcp.e2e.ConnectedClient.call;
import static io.nexusmcp.e2e.ConnectedClient.endless;
import static io.nexusmcp.e2e.ConnectedClient.initializing;
import static io.nexusmcp.e2e.ConnectedClient.ping;
import static io.nexusmcp.e2e.ConnectedClient.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.Proves;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** WebSocket towards clients of both eras. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketFrontIT {
    private SocketTrial trial;

    @BeforeAll
    void start(@TempDir Path folder) {
        trial = new SocketTrial(folder);
    }

    @AfterEach
    void reset() {
        trial.without();
    }

    @AfterAll
    void stop() {
        trial.close();
    }

    @Test
    @Proves("server.webSocket.enabled")
    void webSocket_isOfferedUnlessItIsSwitchedOff() {
        try (var socket = trial.open("")) {
            assertThat(socket.upgraded().status()).isEqualTo(101);
            assertThat(socket.upgraded().header("Sec-WebSocket-Protocol")).isEqualTo("mcp");
            assertThat(socket.upgraded().header("Sec-WebSocket-Extensions")).isEmpty();
            trial.with("{\"server\":{\"webSocket\":{\"enabled\":false}}}");
            assertThat(socket.closed()).isEqualTo(1001);
        }
        try (var socket = trial.open("")) {
            assertThat(socket.upgraded().status()).isEqualTo(404);
        }
    }

    @Test
    @Proves("server.webSocket.pingInterval")
    void clientThatAnswersNoPing_isCut() {
        try (var patient = trial.initialized("", "2025-11-25", "{}")) {
            trial.with("{\"server\":{\"webSocket\":{\"pingInterval\":\"1s\"}}}");
            try (var silent = trial.open("")) {
                assertThat(silent.read().opcode()).isEqualTo(RawWebSocket.PING);
                assertThat(patient.read().opcode()).isEqualTo(RawWebSocket.PING);
                patient.frame(true, RawWebSocket.PONG, new byte[0]);
                silent.awaitClose();
            }
            patient.send(ping(1));
            assertThat(patient.answer(1).has("result")).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2024-11-05, legacy",
        "2024-11-05, modern",
        "2025-06-18, child",
        "2025-11-25, legacy",
        "2025-11-25, modern",
    })
    void legacyClient_isServed(String revision, String server) {
        try (var socket = trial.initialized(server, revision, "{\"elicitation\":{}}")) {
            socket.send(call(1, "echo", "{\"text\":\"über\"}", ""));
            assertThat(socket.answer(1).toString()).contains("über");
            socket.send(call(2, "test_tool_with_progress", "{}", ",\"_meta\":{\"progressToken\":\"t\"}"));
            assertThat(socket.note("notifications/progress").toString()).contains("\"t\"");
            assertThat(socket.answer(2).has("result")).isTrue();
            if (!revision.equals("2024-11-05")) {
                socket.send(call(3, "test_elicitation", "{\"message\":\"who?\"}", ""));
                socket.send(accept(socket.note("elicitation/create")));
                assertThat(socket.answer(3).toString()).contains("action=accept");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "modern", "child"})
    void modernClient_isServedWithoutHandshakeAndHeaders(String server) {
        try (var socket = trial.open(server)) {
            socket.send(request(1, "server/discover", META));
            assertThat(socket.answer(1).toString()).contains("2026-07-28");
            socket.send(call(2, "test_x_mcp_header", "{\"region\":\"eu\"}", "," + META));
            assertThat(socket.answer(2).toString()).contains("eu");
            socket.send(call(3, "test_elicitation", "{\"message\":\"who?\"}", "," + META));
            assertThat(socket.answer(3).path("result").path("resultType").asString(""))
                    .isEqualTo("input_required");
            socket.send(request(4, "initialize", "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}"));
            assertThat(socket.answer(4).path("error").path("code").asInt()).isEqualTo(-32022);
        }
    }

    @Test
    void manyRequests_areOpenAtTheSameTimeAndAnsweredAsTheyEnd() {
        try (var socket = trial.initialized("legacy", "2025-11-25", "{}")) {
            socket.send(call(1, "slow", "{\"millis\":3000}", ""));
            for (int id = 2; id < 30; id++) {
                socket.send(call(id, "echo", "{\"text\":\"" + id + "\"}", ""));
            }
            assertThat(socket.message().path("id").asInt()).isNotEqualTo(1);
            assertThat(socket.answer(1).has("result")).isTrue();
        }
    }

    @Test
    void idThatIsOpen_isNotUsedTwice() {
        try (var socket = trial.initialized("legacy", "2025-11-25", "{}")) {
            socket.send(call(1, "slow", "{\"millis\":2000}", ""));
            socket.send(call(1, "echo", "{\"text\":\"again\"}", ""));
            assertThat(socket.message().path("error").path("code").asInt()).isEqualTo(-32600);
            assertThat(socket.answer(1).toString()).doesNotContain("again").contains("result");
        }
    }

    @Test
    void connectionThatIsLost_takesItsCallsWithIt() {
        trial.with("{\"limits\":{\"maxConcurrentPerCaller\":1}}");
        long before = trial.legacy().cancellations();
        try (var socket = trial.initialized("legacy", "2025-11-25", "{}")) {
            socket.send(endless(1, "slow", ""));
            socket.note("notifications/progress");
            socket.send(call(2, "echo", "{\"text\":\"one too many\"}", ""));
            assertThat(socket.answer(2).path("error").path("code").asInt()).isEqualTo(429);
        }
        await().until(() -> trial.legacy().cancellations() > before);
        try (var next = trial.initialized("legacy", "2025-11-25", "{}")) {
            await().until(() -> {
                next.send(call(1, "echo", "{\"text\":\"again\"}", ""));
                return next.answer(1).has("result");
            });
        }
    }

    @Test
    void connection_outlivesTheTimesOfRequests() {
        trial.with("{\"limits\":{\"headerTimeout\":\"1s\",\"idleTimeout\":\"1s\"},"
                + "\"server\":{\"webSocket\":{\"pingInterval\":\"2s\"}}}");
        try (var socket = trial.initialized("", "2025-11-25", "{}")) {
            for (int beat = 0; beat < 2; beat++) {
                assertThat(socket.read().opcode()).isEqualTo(RawWebSocket.PING);
                socket.frame(true, RawWebSocket.PONG, new byte[0]);
            }
            socket.send(ping(1));
            assertThat(socket.answer(1).has("result")).isTrue();
        }
    }

    @Test
    void messageInParts_isTakenAsOne() {
        try (var socket = trial.initialized("legacy", "2025-11-25", "{}")) {
            var bytes = call(1, "echo", "{\"text\":\"ünïcödé\"}", "").getBytes(UTF_8);
            for (int at = 0; at < bytes.length; at++) {
                socket.frame(
                        at == bytes.length - 1,
                        at == 0 ? RawWebSocket.TEXT : RawWebSocket.CONTINUATION,
                        new byte[] {bytes[at]});
            }
            assertThat(socket.answer(1).toString()).contains("ünïcödé");
        }
    }

    @Test
    void brokenMessages_areAnsweredAndTheConnectionLives() {
        try (var socket = trial.open("")) {
            socket.send("{\"jsonrpc\":");
            assertThat(socket.message().path("error").path("code").asInt()).isEqualTo(-32700);
            socket.send("[]");
            assertThat(socket.message().path("error").path("code").asInt()).isEqualTo(-32600);
            socket.send(ping(1));
            assertThat(socket.answer(1).has("result")).isTrue();
        }
    }

    @Test
    void upgradesAndMessages_areAudited() {
        try (var socket = trial.initialized("legacy", "2025-11-25", "{}")) {
            socket.send(call(1, "echo", "{\"text\":\"for the record\"}", ""));
            socket.answer(1);
        }
        var lines = new Trail(trial.hub().data()).lines();
        assertThat(lines).anyMatch(line -> line.path("operation").asString("").equals("CONNECT"));
        assertThat(lines).anyMatch(line -> line.path("operation").asString("").equals("initialize"));
    }

    @Test
    void hubThatStops_letsCallsFinishAndSaysGoodbye(@TempDir Path folder) {
        try (var hub =
                HubProcess.start(new HubSetup().http("legacy", trial.legacy().uri()), folder)) {
            hub.awaitServer("legacy");
            try (var socket = RawWebSocket.open(
                    hub.mcp("").getPort(), "/mcp/s/legacy/ws", List.of("Authorization: Bearer " + hub.adminKey()))) {
                socket.send(initializing("2025-11-25", "{}"));
                socket.answer(0);
                socket.send(call(1, "slow", "{\"millis\":2000}", ",\"_meta\":{\"progressToken\":1}"));
                socket.note("notifications/progress");
                var stopping = CompletableFuture.supplyAsync(hub::stop);
                assertThat(socket.answer(1).has("result")).isTrue();
                assertThat(socket.closed()).isEqualTo(1001);
                assertThat(stopping.join()).isZero();
            }
        }
    }

    /** What a hub offers over WebSocket, another hub can have for a server. */
    @ParameterizedTest
    @ValueSource(strings = {"legacy", "modern"})
    void hubBehindAHub_isReachedOverWebSocket(String server, @TempDir Path folder) {
        var url = "ws://localhost:" + trial.port() + "/mcp/s/" + server + "/ws";
        var setup = new HubSetup()
                .with("{\"mcpServers\":{\"far\":{\"url\":\"" + url + "\",\"headers\":{\"Authorization\":\"Bearer "
                        + trial.hub().adminKey() + "\"}}}}");
        try (var hub = HubProcess.start(setup, folder)) {
            hub.awaitServer("far");
            var peer = Peer.modern(hub.mcp("far"), hub.adminKey());
            assertThat(peer.call("echo", "{\"text\":\"through two hubs\"}").message())
                    .contains("through two hubs");
            var asked = AskedClient.legacy(
                    hub.mcp("far"),
                    hub.adminKey(),
                    (_, params) -> (ObjectNode) Json.read("{\"action\":\"accept\",\"content\":{\"response\":"
                            + Json.quoted(params.path("message").asString("")) + "}}"));
            assertThat(asked.call("test_elicitation", Json.object().put("message", "far away?"))
                            .toString())
                    .contains("action=accept", "far away?");
        }
    }
}
