package io.nexusmcp.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.ChildCommand;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.Proves;
import io.nexusmcp.testkit.StdioFixture;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** WebSocket towards clients of both eras, and what hostile ones gain by it: nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketFrontIT {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{\"elicitation\":{}}}";
    private static final int MAX = 64 << 10;

    private final HttpFixture legacy = HttpFixture.start(Era.LEGACY, 0);
    private final HttpFixture modern = HttpFixture.start(Era.MODERN, 0);
    private Trial trial;

    @BeforeAll
    void start(@TempDir Path folder) {
        trial = Trial.start(
                new HubSetup()
                        .http("legacy", legacy.uri())
                        .http("modern", modern.uri())
                        .stdio("child", ChildCommand.of(StdioFixture.class, "legacy"), false)
                        .with("{\"limits\":{\"maxBodyBytes\":" + MAX + ",\"bodyTimeout\":\"2s\",\"minDataRate\":0}}"),
                folder);
        List.of("legacy", "modern", "child").forEach(trial.hub()::awaitServer);
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

    private int port() {
        return trial.hub().mcp("").getPort();
    }

    private RawWebSocket upgrade(String path, String... headers) {
        return RawWebSocket.open(port(), path, List.of(headers));
    }

    private RawWebSocket open(String server) {
        return upgrade(path(server), "Authorization: Bearer " + trial.hub().adminKey());
    }

    private static String path(String server) {
        return server.isEmpty() ? "/mcp/ws" : "/mcp/s/" + server + "/ws";
    }

    private RawWebSocket initialized(String server, String revision, String capabilities) {
        var socket = open(server);
        assertThat(socket.upgraded().status()).isEqualTo(101);
        socket.send(request(
                0,
                "initialize",
                "\"protocolVersion\":\"" + revision + "\",\"capabilities\":" + capabilities
                        + ",\"clientInfo\":{\"name\":\"ws\",\"version\":\"1\"}"));
        assertThat(socket.answer(0).path("result").path("protocolVersion").asString(""))
                .isEqualTo(revision);
        return socket.send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    private static String request(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    private static String call(int id, String tool, String arguments, String more) {
        return request(id, "tools/call", "\"name\":\"" + tool + "\",\"arguments\":" + arguments + more);
    }

    private static String ping(int id) {
        return request(id, "ping", "");
    }

    @Test
    @Proves("server.webSocket.enabled")
    void webSocket_isOfferedUnlessItIsSwitchedOff() {
        try (var socket = open("")) {
            assertThat(socket.upgraded().status()).isEqualTo(101);
            assertThat(socket.upgraded().header("Sec-WebSocket-Protocol")).isEqualTo("mcp");
            assertThat(socket.upgraded().header("Sec-WebSocket-Extensions")).isEmpty();
        }
        trial.with("{\"server\":{\"webSocket\":{\"enabled\":false}}}");
        try (var socket = open("")) {
            assertThat(socket.upgraded().status()).isEqualTo(404);
        }
    }

    @Test
    @Proves("server.webSocket.pingInterval")
    void clientThatAnswersNoPing_isCut() {
        try (var patient = initialized("", "2025-11-25", "{}")) {
            trial.with("{\"server\":{\"webSocket\":{\"pingInterval\":\"1s\"}}}");
            try (var silent = open("")) {
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
        try (var socket = initialized(server, revision, "{\"elicitation\":{}}")) {
            socket.send(call(1, "echo", "{\"text\":\"über\"}", ""));
            assertThat(socket.answer(1).toString()).contains("über");
            socket.send(call(2, "test_tool_with_progress", "{}", ",\"_meta\":{\"progressToken\":\"t\"}"));
            assertThat(socket.note("notifications/progress").toString()).contains("\"t\"");
            assertThat(socket.answer(2).has("result")).isTrue();
            if (!revision.equals("2024-11-05")) {
                socket.send(call(3, "test_elicitation", "{\"message\":\"who?\"}", ""));
                var id = socket.note("elicitation/create").path("id");
                socket.send("{\"jsonrpc\":\"2.0\",\"id\":" + id
                        + ",\"result\":{\"action\":\"accept\",\"content\":{\"response\":\"me\"}}}");
                assertThat(socket.answer(3).toString()).contains("action=accept");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "modern", "child"})
    void modernClient_isServedWithoutHandshakeAndHeaders(String server) {
        try (var socket = open(server)) {
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
        try (var socket = initialized("legacy", "2025-11-25", "{}")) {
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
        try (var socket = initialized("legacy", "2025-11-25", "{}")) {
            socket.send(call(1, "slow", "{\"millis\":2000}", ""));
            socket.send(call(1, "echo", "{\"text\":\"again\"}", ""));
            assertThat(socket.message().path("error").path("code").asInt()).isEqualTo(-32600);
            assertThat(socket.answer(1).toString()).doesNotContain("again").contains("result");
        }
    }

    @Test
    void connectionThatIsLost_takesItsCallsWithIt() {
        long before = cancellations();
        try (var socket = initialized("legacy", "2025-11-25", "{}")) {
            socket.send(call(1, "slow", "{\"millis\":60000}", ",\"_meta\":{\"progressToken\":1}"));
            socket.note("notifications/progress");
        }
        await().until(() -> cancellations() > before);
    }

    private long cancellations() {
        return legacy.requests().stream()
                .filter(request -> request.body().contains("notifications/cancelled"))
                .count();
    }

    @Test
    void upgradeFromAnotherSite_isRefused() {
        var authorization = "Authorization: Bearer " + trial.hub().adminKey();
        try (var foreign = upgrade("/mcp/ws", authorization, "Origin: https://evil.example");
                var none = upgrade("/mcp/ws", authorization, "Origin: null");
                var rebound = upgrade("/mcp/ws", authorization, "Host: evil.example");
                var own = upgrade("/mcp/ws", authorization, "Origin: http://localhost:" + port())) {
            assertThat(foreign.upgraded().status()).isEqualTo(403);
            assertThat(none.upgraded().status()).isEqualTo(403);
            assertThat(rebound.upgraded().status()).isEqualTo(403);
            assertThat(own.upgraded().status()).isEqualTo(101);
        }
    }

    /** A credential counts in the headers of the upgrade and nowhere else. */
    @Test
    void upgradeWithoutACredential_isRefused() {
        var key = trial.hub().adminKey();
        try (var none = upgrade("/mcp/ws");
                var wrong = upgrade("/mcp/ws", "Authorization: Bearer nxk_wrong");
                var inQuery = upgrade("/mcp/ws?token=" + key + "&api_key=" + key);
                var asProtocol = upgrade("/mcp/ws", "Sec-WebSocket-Protocol: mcp, " + key);
                var two = upgrade("/mcp/ws", "Authorization: Bearer " + key, "X-API-Key: " + key)) {
            assertThat(none.upgraded().status()).isEqualTo(401);
            assertThat(none.upgraded().header("WWW-Authenticate")).isNotEmpty();
            assertThat(wrong.upgraded().status()).isEqualTo(401);
            assertThat(inQuery.upgraded().status()).isEqualTo(401);
            assertThat(asProtocol.upgraded().status()).isEqualTo(401);
            assertThat(two.upgraded().status()).isEqualTo(400);
        }
    }

    @Test
    void upgradeWithoutTheSubprotocol_isRefused() {
        var authorization = "Authorization: Bearer " + trial.hub().adminKey();
        try (var other = upgrade("/mcp/ws", authorization, "Sec-WebSocket-Protocol: chat");
                var several = upgrade("/mcp/ws", authorization, "Sec-WebSocket-Protocol: chat, mcp")) {
            assertThat(other.upgraded().status()).isEqualTo(400);
            assertThat(several.upgraded().status()).isEqualTo(101);
            assertThat(several.upgraded().header("Sec-WebSocket-Protocol")).isEqualTo("mcp");
        }
        assertThat(Http.get(
                                trial.hub().mcp("").resolve("/mcp/ws"),
                                "Authorization",
                                "Bearer " + trial.hub().adminKey())
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void endpointTheCallerMayNotEnter_doesNotExist() {
        var key = trial.operator().user("outsider", "execute:tools/legacy/*").secret();
        try (var unknown = upgrade(path("no-such"), "Authorization: Bearer " + key);
                var forbidden = upgrade(path("modern"), "Authorization: Bearer " + key);
                var own = upgrade(path("legacy"), "Authorization: Bearer " + key)) {
            assertThat(unknown.upgraded().status()).isEqualTo(404);
            assertThat(forbidden.upgraded().status()).isEqualTo(404);
            assertThat(own.upgraded().status()).isEqualTo(101);
        }
    }

    @Test
    void revokedKey_endsTheConnection() {
        var key = trial.operator().user("leaver", "execute:tools/*");
        try (var socket = upgrade("/mcp/ws", "Authorization: Bearer " + key.secret())) {
            assertThat(socket.upgraded().status()).isEqualTo(101);
            trial.operator().revoke(key);
            assertThat(socket.closed()).isEqualTo(1008);
        }
    }

    @Test
    void connectionsBeyondTheLimit_areRefusedAndOthersServed() {
        trial.with("{\"limits\":{\"maxStreamsPerCaller\":3}}");
        var all = new ArrayList<RawWebSocket>();
        try {
            for (int at = 0; at < 4; at++) {
                all.add(open(""));
            }
            assertThat(all).extracting(socket -> socket.upgraded().status()).containsExactly(101, 101, 101, 429);
            var other = trial.operator().user("other", "execute:tools/*").secret();
            all.add(upgrade("/mcp/ws", "Authorization: Bearer " + other));
            assertThat(all.getLast().upgraded().status()).isEqualTo(101);
        } finally {
            all.forEach(RawWebSocket::close);
        }
        await().until(() -> {
            try (var again = open("")) {
                return again.upgraded().status() == 101;
            }
        });
    }

    @Test
    void hugeFrame_closesTheConnectionUnread() {
        try (var socket = open("")) {
            var header = new byte[] {(byte) 0x81, (byte) 0xFF, 0, 0, 0, 0x7F, 0, 0, 0, 0, 0, 0, 0, 0};
            assertThat(socket.raw(header).closed()).isEqualTo(1009);
        }
    }

    @Test
    void messageThatIsTooLarge_inOneFrameOrSeveral_closesTheConnection() {
        try (var one = open("");
                var several = open("")) {
            assertThat(one.send(" ".repeat(MAX + 1)).closed()).isEqualTo(1009);
            var half = " ".repeat(MAX / 2 + 1).getBytes(UTF_8);
            several.frame(false, RawWebSocket.TEXT, half);
            assertThat(several.frame(true, RawWebSocket.CONTINUATION, half).closed())
                    .isEqualTo(1009);
        }
    }

    @Test
    void fragmentFlood_closesTheConnection() {
        try (var socket = open("")) {
            var flood = new ByteArrayOutputStream();
            flood.writeBytes(RawWebSocket.bytes(false, RawWebSocket.TEXT, "[".getBytes(UTF_8)));
            for (int part = 0; part < 3_000; part++) {
                flood.writeBytes(RawWebSocket.bytes(false, RawWebSocket.CONTINUATION, new byte[0]));
            }
            assertThat(socket.raw(flood.toByteArray()).closed()).isEqualTo(1008);
        }
    }

    @Test
    void messageInParts_isTakenAsOne() {
        try (var socket = initialized("legacy", "2025-11-25", "{}")) {
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
    void messageThatNeverEnds_isCutInTime() {
        try (var socket = open("")) {
            socket.frame(false, RawWebSocket.TEXT, "{".getBytes(UTF_8));
            socket.awaitClose();
        }
    }

    @Test
    void binaryAndBrokenFrames_closeTheConnection() {
        try (var binary = open("");
                var broken = open("");
                var unmasked = open("")) {
            assertThat(binary.frame(true, RawWebSocket.BINARY, new byte[] {1}).closed())
                    .isEqualTo(1003);
            assertThat(broken.frame(true, RawWebSocket.TEXT, new byte[] {(byte) 0xC0, (byte) 0xAF})
                            .closed())
                    .isEqualTo(1007);
            assertThat(unmasked.raw(new byte[] {(byte) 0x81, 2, '{', '}'}).closed())
                    .isEqualTo(1002);
        }
    }

    @Test
    void brokenMessages_areAnsweredAndTheConnectionLives() {
        try (var socket = open("")) {
            socket.send("{\"jsonrpc\":");
            assertThat(socket.message().path("error").path("code").asInt()).isEqualTo(-32700);
            socket.send("[]");
            assertThat(socket.message().path("error").path("code").asInt()).isEqualTo(-32600);
            socket.send(ping(1));
            assertThat(socket.answer(1).has("result")).isTrue();
        }
    }

    /** The client asks without end and reads nothing: it is held back, and gains no memory of the hub's. */
    @Test
    void clientThatDoesNotRead_isHeldBackAndHarmsNobody() {
        try (var slow = initialized("legacy", "2025-11-25", "{}");
                var other = initialized("legacy", "2025-11-25", "{}")) {
            var flooding = Thread.ofPlatform().daemon().start(() -> {
                var text = "x".repeat(30_000);
                try {
                    for (int id = 1; id < 5_000; id++) {
                        slow.send(call(id, "echo", "{\"text\":\"" + text + "\"}", ""));
                    }
                } catch (RuntimeException cut) {
                    // the hub gave up on it
                }
            });
            for (int id = 1; id <= 20; id++) {
                other.send(call(id, "echo", "{\"text\":\"still served\"}", ""));
                assertThat(other.answer(id).toString()).contains("still served");
            }
            assertThat(flooding.isAlive()).isTrue();
        }
    }

    @Test
    void upgradesAndMessages_areAudited() {
        try (var socket = initialized("legacy", "2025-11-25", "{}")) {
            socket.send(call(1, "echo", "{\"text\":\"for the record\"}", ""));
            socket.answer(1);
        }
        var lines = new Trail(trial.hub().data()).lines();
        assertThat(lines).anyMatch(line -> line.path("operation").asString("").equals("CONNECT"));
        assertThat(lines).anyMatch(line -> line.path("operation").asString("").equals("initialize"));
    }

    @Test
    void hubThatStops_letsCallsFinishAndSaysGoodbye(@TempDir Path folder) {
        try (var hub = HubProcess.start(new HubSetup().http("legacy", legacy.uri()), folder)) {
            hub.awaitServer("legacy");
            try (var socket = RawWebSocket.open(
                    hub.mcp("").getPort(), "/mcp/s/legacy/ws", List.of("Authorization: Bearer " + hub.adminKey()))) {
                socket.send(request(
                        0,
                        "initialize",
                        "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                                + "\"clientInfo\":{\"name\":\"ws\",\"version\":\"1\"}"));
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
        var url = "ws://localhost:" + port() + "/mcp/s/" + server + "/ws";
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
