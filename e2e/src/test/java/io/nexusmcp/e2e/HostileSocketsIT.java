package io.nexusmcp.e2e;

import static io.nexusmcp.e2e.ConnectedClient.call;
import static io.nexusmcp.e2e.ConnectedClient.ping;
import static io.nexusmcp.e2e.SocketTrial.MAX;
import static io.nexusmcp.e2e.SocketTrial.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What hostile clients gain by a WebSocket: nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileSocketsIT {
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
    void eachMessage_countsForItsCaller() {
        trial.with("{\"rateLimit\":{\"perCaller\":{\"requests\":3,\"period\":\"1h\",\"burst\":0}}}");
        var key = trial.operator().user("eager", "execute:tools/*").secret();
        try (var socket = trial.upgrade("/mcp/ws", "Authorization: Bearer " + key)) {
            for (int id = 1; id <= 4; id++) {
                socket.send(ping(id));
            }
            var answers = Stream.generate(socket::message).limit(4).toList();
            // the upgrade counts, too
            assertThat(answers).filteredOn(answer -> answer.has("result")).hasSize(2);
            assertThat(answers)
                    .filteredOn(answer -> answer.path("error").path("code").asInt() == 429)
                    .hasSize(2);
        }
    }

    /** What is refused before it is known what it says counts for no caller, and is audited all the same. */
    @Test
    void messagesBeyondTheLimitOfTheAddress_areReadLater() {
        try (var socket = trial.initialized("", "2025-11-25", "{}")) {
            long before = refusals("code -32700");
            trial.with("{\"rateLimit\":{\"perIp\":{\"requests\":3,\"period\":\"1h\",\"burst\":0}}}");
            for (int at = 0; at < 50; at++) {
                socket.send("{");
            }
            socket.send(ping(1));
            await().until(() -> refusals("\"rate_limited\",\"detail\":\"ip\"") == 1);
            assertThat(refusals("code -32700") - before).isEqualTo(3);
            trial.without();
            assertThat(socket.answer(1).has("result")).isTrue();
        }
    }

    private long refusals(String reason) {
        return new Trail(trial.hub().data())
                .lines().stream()
                        .filter(line -> line.toString().contains(reason))
                        .count();
    }

    @Test
    void upgradeFromAnotherSite_isRefused() {
        var authorization = "Authorization: Bearer " + trial.hub().adminKey();
        try (var foreign = trial.upgrade("/mcp/ws", authorization, "Origin: https://evil.example");
                var none = trial.upgrade("/mcp/ws", authorization, "Origin: null");
                var rebound = trial.upgrade("/mcp/ws", authorization, "Host: evil.example");
                var own = trial.upgrade("/mcp/ws", authorization, "Origin: http://localhost:" + trial.port())) {
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
        try (var none = trial.upgrade("/mcp/ws");
                var wrong = trial.upgrade("/mcp/ws", "Authorization: Bearer nxk_wrong");
                var inQuery = trial.upgrade("/mcp/ws?token=" + key + "&api_key=" + key);
                var asProtocol = trial.upgrade("/mcp/ws", "Sec-WebSocket-Protocol: mcp, " + key);
                var two = trial.upgrade("/mcp/ws", "Authorization: Bearer " + key, "X-API-Key: " + key)) {
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
        try (var other = trial.upgrade("/mcp/ws", authorization, "Sec-WebSocket-Protocol: chat");
                var several = trial.upgrade("/mcp/ws", authorization, "Sec-WebSocket-Protocol: chat, mcp")) {
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
        try (var unknown = trial.upgrade(path("no-such"), "Authorization: Bearer " + key);
                var forbidden = trial.upgrade(path("modern"), "Authorization: Bearer " + key);
                var own = trial.upgrade(path("legacy"), "Authorization: Bearer " + key)) {
            assertThat(unknown.upgraded().status()).isEqualTo(404);
            assertThat(forbidden.upgraded().status()).isEqualTo(404);
            assertThat(own.upgraded().status()).isEqualTo(101);
        }
    }

    @Test
    void revokedKey_endsTheConnection() {
        var key = trial.operator().user("leaver", "execute:tools/*");
        try (var socket = trial.upgrade("/mcp/ws", "Authorization: Bearer " + key.secret())) {
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
                all.add(trial.open(""));
            }
            assertThat(all).extracting(socket -> socket.upgraded().status()).containsExactly(101, 101, 101, 429);
            var other = trial.operator().user("other", "execute:tools/*").secret();
            all.add(trial.upgrade("/mcp/ws", "Authorization: Bearer " + other));
            assertThat(all.getLast().upgraded().status()).isEqualTo(101);
        } finally {
            all.forEach(RawWebSocket::close);
        }
        await().until(() -> {
            try (var again = trial.open("")) {
                return again.upgraded().status() == 101;
            }
        });
    }

    @Test
    void hugeFrame_closesTheConnectionUnread() {
        try (var socket = trial.open("")) {
            var header = new byte[] {(byte) 0x81, (byte) 0xFF, 0, 0, 0, 0x7F, 0, 0, 0, 0, 0, 0, 0, 0};
            assertThat(socket.raw(header).closed()).isEqualTo(1009);
        }
    }

    @Test
    void messageThatIsTooLarge_inOneFrameOrSeveral_closesTheConnection() {
        try (var one = trial.open("");
                var several = trial.open("")) {
            one.send(" ".repeat(MAX + 1));
            assertThat(one.closed()).isEqualTo(1009);
            var half = " ".repeat(MAX / 2 + 1).getBytes(UTF_8);
            several.frame(false, RawWebSocket.TEXT, half);
            assertThat(several.frame(true, RawWebSocket.CONTINUATION, half).closed())
                    .isEqualTo(1009);
        }
    }

    @Test
    void fragmentFlood_closesTheConnection() {
        try (var socket = trial.open("")) {
            var flood = new ByteArrayOutputStream();
            flood.writeBytes(RawWebSocket.bytes(false, RawWebSocket.TEXT, "[".getBytes(UTF_8)));
            for (int part = 0; part < 3_000; part++) {
                flood.writeBytes(RawWebSocket.bytes(false, RawWebSocket.CONTINUATION, new byte[0]));
            }
            assertThat(socket.raw(flood.toByteArray()).closed()).isEqualTo(1008);
        }
    }

    @Test
    void messageThatNeverEnds_isCutInTime() {
        try (var socket = trial.open("")) {
            socket.frame(false, RawWebSocket.TEXT, "{".getBytes(UTF_8));
            socket.awaitClose();
        }
    }

    @Test
    void binaryAndBrokenFrames_closeTheConnection() {
        try (var binary = trial.open("");
                var broken = trial.open("");
                var unmasked = trial.open("")) {
            assertThat(binary.frame(true, RawWebSocket.BINARY, new byte[] {1}).closed())
                    .isEqualTo(1003);
            assertThat(broken.frame(true, RawWebSocket.TEXT, new byte[] {(byte) 0xC0, (byte) 0xAF})
                            .closed())
                    .isEqualTo(1007);
            assertThat(unmasked.raw(new byte[] {(byte) 0x81, 2, '{', '}'}).closed())
                    .isEqualTo(1002);
        }
    }

    /** The client asks without end and reads nothing: it is not read, gains no memory of the hub's, and is cut at last. */
    @Test
    void clientThatDoesNotRead_isHeldBackAndHarmsNobody() {
        var sent = new AtomicInteger();
        try (var slow = trial.initialized("legacy", "2025-11-25", "{}");
                var other = trial.initialized("legacy", "2025-11-25", "{}")) {
            var flooding = Thread.ofPlatform().daemon().start(() -> {
                var text = "x".repeat(30_000);
                try {
                    while (true) {
                        slow.send(call(sent.incrementAndGet(), "echo", "{\"text\":\"" + text + "\"}", ""));
                    }
                } catch (UncheckedIOException cut) {
                    // the hub gave up on it
                }
            });
            for (int id = 1; id <= 20; id++) {
                other.send(call(id, "echo", "{\"text\":\"still served\"}", ""));
                assertThat(other.answer(id).toString()).contains("still served");
            }
            await().atMost(Duration.ofSeconds(90)).until(() -> !flooding.isAlive());
            // what the sockets on the way hold, and no more
            assertThat(sent).hasValueLessThan(3_000);
        }
    }
}
