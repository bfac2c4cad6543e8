package io.nexusmcp.web;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.RawHttp;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Floods of single frames (CVE-2023-44487, CVE-2024-27316 and kin) end the connection that sends them. */
class Http2AbuseTest {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int FLOOD = 20_000;

    /** Its times are so long that only the flood itself can be why a connection ends. */
    private final GuardedPort guarded = new GuardedPort(ListenerSettings.ThreadKind.VIRTUAL, patient());

    @AfterEach
    void close() {
        guarded.close();
    }

    private static DoorLimits patient() {
        var defaults = DoorLimits.DEFAULT;
        var minute = Duration.ofMinutes(1);
        return new DoorLimits(
                defaults.maxHeaderBytes(),
                defaults.maxBodyBytes(),
                minute,
                minute,
                minute,
                0,
                defaults.maxConnections(),
                defaults.maxConnectionsPerIp());
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** Method GET, scheme http, path and authority as HPACK literals. */
    private byte[] head(String path) {
        var block = new ByteArrayOutputStream();
        block.write(0x82);
        block.write(0x86);
        literal(block, 0x04, path);
        literal(block, 0x01, "localhost:" + guarded.port());
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, int name, String value) {
        block.write(name);
        block.write(value.length());
        block.writeBytes(value.getBytes(US_ASCII));
    }

    private interface Flood {
        byte[] frame(int number);
    }

    private void assertCut(Flood flood) {
        try (var http = guarded.connect()) {
            http.send(PREFACE).send(frame(SETTINGS, 0, 0, new byte[0]));
            try {
                for (int number = 0; number < FLOOD; number++) {
                    http.send(flood.frame(number));
                }
            } catch (UncheckedIOException cut) {
                assertThat(cut).hasMessageFindingMatch("Broken pipe|reset");
            }
            http.awaitClose();
        }
        assertThat(guarded.get().status()).as("others are still served").isEqualTo(200);
    }

    @Test
    void rapidReset_isCut() {
        var head = head("/count");
        assertCut(number -> {
            int stream = 2 * number + 1;
            var both = new ByteArrayOutputStream();
            both.writeBytes(frame(HEADERS, END_STREAM | END_HEADERS, stream, head));
            both.writeBytes(frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}));
            return both.toByteArray();
        });
        assertThat(guarded.served).hasSizeLessThan(FLOOD / 10);
    }

    @Test
    void pingFlood_isCut() {
        assertCut(_ -> frame(PING, 0, 0, new byte[8]));
    }

    @Test
    void settingsFlood_isCut() {
        assertCut(_ -> frame(SETTINGS, 0, 0, new byte[0]));
    }

    @Test
    void continuationFlood_isCut() {
        var piece = "a".repeat(1000).getBytes(US_ASCII);
        assertCut(number ->
                number == 0 ? frame(HEADERS, END_STREAM, 1, head("/count")) : frame(CONTINUATION, 0, 1, piece));
        assertThat(guarded.served).containsExactly("GET /count");
    }

    @Test
    void evilAuthority_isRefused() {
        try (var http = RawHttp.connect(guarded.port())) {
            var block = new ByteArrayOutputStream();
            block.write(0x82);
            block.write(0x86);
            literal(block, 0x04, "/count");
            literal(block, 0x01, "evil.example");
            http.send(PREFACE).send(frame(SETTINGS, 0, 0, new byte[0]));
            http.send(frame(HEADERS, END_STREAM | END_HEADERS, 1, block.toByteArray()));
            await().until(() -> guarded.refusals.contains("host 403 127.0.0.1"));
        }
        assertThat(guarded.served).isEmpty();
    }
}
