package io.nexusmcp.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.testkit.RawHttp;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that is still sending when it is refused sees why. */
class LeftoverTest {
    private static final String EVIL = "Origin: https://evil.example\r\n";
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;

    private final GuardedPort guarded = new GuardedPort();

    @AfterEach
    void close() {
        guarded.close();
    }

    @Test
    void refusal_beforeAShortBodyHasCome_keepsTheConnection() {
        try (var http = guarded.connect()) {
            http.send("POST /count HTTP/1.1\r\n" + guarded.host() + EVIL + "Content-Length: 2\r\n\r\n");
            http.send("{}");
            var answer = http.read();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Connection")).isEmpty();
            http.send("GET /count HTTP/1.1\r\n" + guarded.host() + "\r\n");
            assertThat(http.read().status()).isEqualTo(200);
        }
    }

    @Test
    void refusal_ofABodyThatNeverComes_isGivenWithoutIt() {
        try (var http = guarded.connect()) {
            http.send("POST /count HTTP/1.1\r\n" + guarded.host() + EVIL + "Content-Length: 2\r\n\r\n");
            var answer = http.read();
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void refusal_ofAClientThatAsksFirst_asksForNoBody() {
        try (var http = guarded.connect()) {
            http.send("POST /count HTTP/1.1\r\n" + guarded.host() + EVIL
                    + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
            assertThat(http.read().status()).isEqualTo(403);
        }
    }

    @Test
    void refusal_overHttp2BeforeAShortBodyHasCome_resetsNoStream() {
        try (var http = guarded.connect()) {
            http.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").send(frame(SETTINGS, 0, 0, new byte[0]));
            http.send(frame(HEADERS, 4, 1, evilPost()));
            http.send(frame(DATA, 1, 1, "{}".getBytes(US_ASCII)));
            var seen = new StringBuilder();
            while (!seen.toString().contains("answer ends")) {
                seen.append(next(http)).append('\n');
            }
            http.send(frame(PING, 0, 0, new byte[8]));
            while (!seen.toString().contains("ping")) {
                seen.append(next(http)).append('\n');
            }
            assertThat(seen.toString()).doesNotContain("reset");
        }
        assertThat(guarded.refusals).containsExactly("origin 403 127.0.0.1");
    }

    private static String next(RawHttp http) {
        var head = ByteBuffer.wrap(http.bytes(9).getBytes(ISO_8859_1));
        int length = head.getInt(0) >>> 8;
        int type = head.get(3);
        boolean isLast = (head.get(4) & 1) != 0;
        http.bytes(length);
        return switch (type) {
            case RST_STREAM -> "reset";
            case PING -> "ping";
            case DATA, HEADERS -> isLast ? "answer ends" : "answer";
            default -> "frame " + type;
        };
    }

    /** Method POST, scheme http, path, authority and an origin that is not allowed, as HPACK literals. */
    private byte[] evilPost() {
        var block = new ByteArrayOutputStream();
        block.write(0x83);
        block.write(0x86);
        literal(block, 0x04, "/count");
        literal(block, 0x01, "localhost:" + guarded.port());
        block.write(0x00);
        text(block, "origin");
        text(block, "https://evil.example");
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, int name, String value) {
        block.write(name);
        text(block, value);
    }

    private static void text(ByteArrayOutputStream block, String text) {
        block.write(text.length());
        block.writeBytes(text.getBytes(US_ASCII));
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
}
