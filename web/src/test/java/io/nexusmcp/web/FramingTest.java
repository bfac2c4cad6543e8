package io.nexusmcp.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.testkit.RawHttp;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FramingTest {
    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: HOST\r\n\r\n";

    private final GuardedPort guarded = new GuardedPort();

    @AfterEach
    void close() {
        guarded.close();
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of(
                        "length and chunks",
                        "POST /count HTTP/1.1\r\n"
                                + "Host: HOST\r\n"
                                + "Content-Length: 5\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + "0\r\n\r\n"
                                + SMUGGLED),
                Arguments.of(
                        "chunks and length",
                        "POST /count HTTP/1.1\r\n"
                                + "Host: HOST\r\n"
                                + "Transfer-Encoding: chunked\r\n"
                                + "Content-Length: 5\r\n\r\n"
                                + "0\r\n\r\n"
                                + SMUGGLED),
                Arguments.of(
                        "two lengths that differ",
                        "POST /count HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\nContent-Length: 3\r\n\r\nabc"
                                + SMUGGLED),
                Arguments.of(
                        "two equal lengths",
                        "POST /count HTTP/1.1\r\nHost: HOST\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
                Arguments.of(
                        "a list of lengths", "POST /count HTTP/1.1\r\nHost: HOST\r\nContent-Length: 3, 3\r\n\r\nabc"),
                Arguments.of(
                        "a length with a sign", "POST /count HTTP/1.1\r\nHost: HOST\r\nContent-Length: +3\r\n\r\nabc"),
                Arguments.of(
                        "a negative length", "POST /count HTTP/1.1\r\nHost: HOST\r\nContent-Length: -3\r\n\r\nabc"),
                Arguments.of("a length in hex", "POST /count HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0x3\r\n\r\nabc"),
                Arguments.of(
                        "an unknown coding",
                        "POST /count HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"
                                + SMUGGLED),
                Arguments.of(
                        "chunked not last",
                        "POST /count HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
                Arguments.of("a bare line feed", "GET /count HTTP/1.1\nHost: HOST\n\n"),
                Arguments.of("a bare line feed in the headers", "GET /count HTTP/1.1\r\nHost: HOST\nA: b\r\n\r\n"),
                Arguments.of("a folded header", "GET /count HTTP/1.1\r\nHost: HOST\r\nA: b\r\n c\r\n\r\n"),
                Arguments.of("space before the colon", "GET /count HTTP/1.1\r\nHost: HOST\r\nA : b\r\n\r\n"),
                Arguments.of("no colon", "GET /count HTTP/1.1\r\nHost: HOST\r\nAbc\r\n\r\n"),
                Arguments.of("NUL in a value", "GET /count HTTP/1.1\r\nHost: HOST\r\nA: b\0c\r\n\r\n"),
                Arguments.of("NUL in a name", "GET /count HTTP/1.1\r\nHost: HOST\r\nA\0: b\r\n\r\n"),
                Arguments.of("NUL in the path", "GET /co\0unt HTTP/1.1\r\nHost: HOST\r\n\r\n"),
                Arguments.of("a bare carriage return", "GET /count HTTP/1.1\r\nHost: HOST\r\nA: b\rc\r\n\r\n"),
                Arguments.of("no Host", "GET /count HTTP/1.1\r\n\r\n"),
                Arguments.of("two Hosts", "GET /count HTTP/1.1\r\nHost: HOST\r\nHost: HOST\r\n\r\n"),
                Arguments.of(
                        "two Hosts that differ", "GET /count HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n\r\n"),
                Arguments.of(
                        "an absolute target elsewhere", "GET http://evil.example/count HTTP/1.1\r\nHost: HOST\r\n\r\n"),
                Arguments.of("a path up", "GET /a/../count HTTP/1.1\r\nHost: HOST\r\n\r\n".replace("/a/..", "/%2e%2e")),
                Arguments.of("not HTTP", "hello\r\n\r\n"),
                Arguments.of("HTTP 0.9", "GET /count\r\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void brokenFraming_isRefusedAndTheConnectionEnds(String name, String request) {
        try (var http = guarded.connect()) {
            var answer = http.send(request.replace("HOST", "localhost:" + guarded.port()))
                    .read();
            assertThat(answer.status()).as(name).isIn(400, 501, 505, 426);
            assertThat(answer.header("Connection")).isEqualTo("close");
            http.awaitClose();
        }
        assertThat(guarded.served)
                .as("nothing behind the broken request is served")
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void brokenFraming_answerSaysNothingOfTheInside(String name, String request) {
        var answer = guarded.exchange(request.replace("HOST", "localhost:" + guarded.port()));
        assertPlain(answer);
        assertThat(guarded.refusals).as(name).containsExactly("malformed HTTP " + answer.status() + " 127.0.0.1");
    }

    @ParameterizedTest
    @MethodSource("brokenChunks")
    void brokenChunk_isRefusedAndTheConnectionEnds(String chunks) {
        try (var http = guarded.connect()) {
            var answer = http.send("POST /count HTTP/1.1\r\n" + guarded.host() + "Transfer-Encoding: chunked\r\n\r\n"
                            + chunks + SMUGGLED.replace("HOST", "localhost:" + guarded.port()))
                    .read();
            assertThat(answer.status()).isEqualTo(400);
            http.awaitClose();
        }
        assertThat(guarded.served).containsExactly("POST /count");
    }

    static Stream<String> brokenChunks() {
        return Stream.of(
                "zz\r\nabc\r\n0\r\n\r\n",
                "-1\r\nabc\r\n0\r\n\r\n",
                "3\nabc\n0\n\n",
                "3\r\nabcX\r\n0\r\n\r\n",
                "fffffffffffffffff\r\nabc\r\n0\r\n\r\n");
    }

    @Test
    void twoGoodRequestsInOnePacket_areBothServedInOrder() {
        var request = "POST /count HTTP/1.1\r\n" + guarded.host() + "Content-Length: 3\r\n\r\nabc";
        try (var http = guarded.connect()) {
            http.send(request + request);
            assertThat(http.read().body()).startsWith("3 bytes");
            assertThat(http.read().body()).startsWith("3 bytes");
        }
    }

    private static void assertPlain(RawHttp.Answer answer) {
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.headers()).doesNotContainKeys("Server", "X-Powered-By");
        assertThat(answer.body())
                .startsWith("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":")
                .hasSizeLessThan(140)
                .doesNotContain("Exception", "jetty", "java.", "evil");
    }
}
