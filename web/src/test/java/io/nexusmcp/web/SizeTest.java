package io.nexusmcp.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SizeTest {
    private final GuardedPort guarded = new GuardedPort();

    @AfterEach
    void close() {
        guarded.close();
    }

    @Test
    void hugeHeaders_areRefused() {
        assertThat(guarded.get("X-Large: " + "a".repeat(20_000)).status()).isEqualTo(431);
        assertThat(guarded.served).isEmpty();
    }

    @Test
    void manyHeaders_areRefused() {
        assertThat(guarded.get("A: b\r\n".repeat(5_000) + "C: d").status()).isEqualTo(431);
    }

    @Test
    void hugeTarget_isRefused() {
        assertThat(guarded.exchange("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\n" + guarded.host() + "\r\n")
                        .status())
                .isIn(414, 431);
    }

    @Test
    void announcedTenGigabytes_areRefusedBeforeAnyOfThemComes() {
        try (var http = guarded.connect()) {
            http.send("POST /count HTTP/1.1\r\n" + guarded.host() + "Content-Length: 10000000000\r\n\r\n");
            var answer = http.read();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void lengthBeyondAllNumbers_isRefused() {
        assertThat(guarded.exchange("POST /count HTTP/1.1\r\n" + guarded.host()
                                + "Content-Length: 99999999999999999999\r\n\r\n")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void endlessChunks_areRefusedAtTheLimit() {
        try (var http = guarded.connect()) {
            http.send("POST /count HTTP/1.1\r\n" + guarded.host() + "Transfer-Encoding: chunked\r\n\r\n");
            var chunk = "1000\r\n" + "a".repeat(4096) + "\r\n";
            for (int sent = 0; sent < 30; sent++) {
                http.send(chunk);
            }
            assertThat(http.read().status()).isEqualTo(413);
            http.awaitClose();
        }
    }

    @Test
    void bodyOfExactlyTheLimit_isServed() {
        assertThat(post(100_000)).startsWith("100000 bytes");
    }

    @Test
    void bodyOneOverTheLimit_isRefused() {
        assertThat(post(100_001)).contains("\"code\":413");
    }

    @Test
    void bodySomewhatOverTheLimit_isTakenIn_soThatItsSenderSeesTheRefusal() {
        try (var http = guarded.connect()) {
            var body = "a".repeat(190_000);
            var request = "POST /count HTTP/1.1\r\n" + guarded.host() + "Content-Length: " + body.length() + "\r\n\r\n";
            http.send(request).send(body);
            assertThat(http.read().status()).isEqualTo(413);
            http.send(request).send(body);
            assertThat(http.read().status()).isEqualTo(413);
        }
    }

    private String post(int size) {
        return guarded.exchange("POST /count HTTP/1.1\r\n" + guarded.host() + "Content-Length: " + size + "\r\n\r\n"
                        + "a".repeat(size))
                .body();
    }

    @Test
    void compressedBody_isNotUnpacked() {
        var answer = guarded.exchange("POST /count HTTP/1.1\r\n" + guarded.host()
                + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\u001f\u008b\b\0");
        assertThat(answer.body()).startsWith("4 bytes");
    }
}
