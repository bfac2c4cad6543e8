package io.nexusmcp.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.identity.Network;
import io.nexusmcp.core.limit.RateLimiter;
import io.nexusmcp.testkit.RawHttp;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenerTest {
    @ParameterizedTest
    @EnumSource
    void everyAnswer_carriesTheGuardingHeaders(ListenerSettings.ThreadKind kind) {
        try (var guarded = new GuardedPort(kind)) {
            var answers = Stream.of(
                    guarded.get(),
                    guarded.get("Origin: null"),
                    guarded.exchange("GET /nowhere HTTP/1.1\r\n" + guarded.host() + "\r\n"),
                    guarded.exchange("GET /fail HTTP/1.1\r\n" + guarded.host() + "\r\n"),
                    guarded.exchange("garbage\r\n\r\n"));
            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
                assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
                assertThat(answer.headers()).doesNotContainKeys("Server", "X-Powered-By");
            });
        }
    }

    @Test
    void handlerThatThrows_isAnsweredWithoutDetail() {
        try (var guarded = new GuardedPort()) {
            var answer = guarded.exchange("GET /fail HTTP/1.1\r\n" + guarded.host() + "\r\n");
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body())
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":"
                            + "{\"code\":-32603,\"message\":\"Server Error\"}}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CONNECT", "BREW", "get", "PROPFIND", "PRI"})
    void method_thatIsNeverUsed_isRefused(String method) {
        try (var guarded = new GuardedPort()) {
            var answer = guarded.exchange(method + " /count HTTP/1.1\r\n" + guarded.host() + "\r\n");
            assertThat(answer.status()).isIn(400, 405, 501);
            assertThat(answer.body()).doesNotContain(method, "Host:");
            assertThat(guarded.served).isEmpty();
        }
    }

    @Test
    void traceparent_thatIsValid_givesTheTraceId() {
        try (var guarded = new GuardedPort()) {
            var id = "0af7651916cd43dd8448eb211c80319c";
            assertThat(guarded.get("traceparent: 00-" + id + "-b7ad6b7169203331-01")
                            .body())
                    .endsWith("trace " + id);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "x"
            })
    void traceparent_thatIsInvalid_isIgnored(String traceparent) {
        assertThat(TraceId.of(traceparent))
                .hasSize(32)
                .matches("[0-9a-f]{32}")
                .isNotIn(List.of(traceparent.split("-", -1)));
    }

    @Test
    void http2_afterUpgrade_isServedAndGuarded() throws Exception {
        try (var guarded = new GuardedPort();
                var client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_2)
                        .build()) {
            var target = URI.create("http://localhost:" + guarded.port() + "/count");
            var get = HttpRequest.newBuilder(target).build();
            var first = client.send(get, HttpResponse.BodyHandlers.ofString());
            assertThat(first.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(first.statusCode()).isEqualTo(200);
            var post = HttpRequest.newBuilder(target)
                    .POST(HttpRequest.BodyPublishers.ofString("abc"))
                    .build();
            var second = client.send(post, HttpResponse.BodyHandlers.ofString());
            assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(second.body()).startsWith("3 bytes from 127.0.0.1");
            assertThat(second.headers().firstValue("x-content-type-options")).contains("nosniff");
            var evil = HttpRequest.newBuilder(target)
                    .header("Origin", "https://evil.example")
                    .build();
            assertThat(client.send(evil, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(403);
        }
    }

    /** A client could say anything in the proxy's name, such as from where it comes. */
    @Test
    void http2_upgradeThroughAProxy_isIgnored() {
        var behindProxy = new AccessRules(
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(Network.parse("127.0.0.1").orElseThrow()));
        try (var guarded = new GuardedPort(GuardedPort.QUICK, behindProxy, GuardedPort.PLENTY)) {
            var upgrade = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__";
            assertThat(guarded.get(upgrade).status()).isEqualTo(200);
        }
    }

    @Test
    void http2_bodyOverTheLimit_isRefused() throws Exception {
        try (var guarded = new GuardedPort();
                var client = HttpClient.newHttpClient()) {
            var target = URI.create("http://localhost:" + guarded.port() + "/count");
            client.send(HttpRequest.newBuilder(target).build(), HttpResponse.BodyHandlers.ofString());
            var post = HttpRequest.newBuilder(target)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[100_001]))
                    .build();
            // the reset of the rest of the body may overtake the answer
            assertThat(client.sendAsync(post, HttpResponse.BodyHandlers.ofString())
                            .handle((answer, reset) -> reset != null || answer.statusCode() == 413))
                    .succeedsWithin(Duration.ofSeconds(10))
                    .isEqualTo(true);
            assertThat(client.send(HttpRequest.newBuilder(target).build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void close_letsACallFinish_andAcceptsNoOther(ListenerSettings.ThreadKind kind) {
        var guarded = new GuardedPort(kind);
        try (var http = guarded.connect();
                var late = guarded.connect()) {
            http.send("GET /hold HTTP/1.1\r\n" + guarded.host() + "\r\n");
            await().until(() -> guarded.served.contains("GET /hold"));
            int port = guarded.port();
            var closing = CompletableFuture.runAsync(guarded.listener()::close);
            await().untilAsserted(() -> assertThatExceptionOfType(UncheckedIOException.class)
                    .isThrownBy(() -> RawHttp.connect(port).close())
                    .withCauseInstanceOf(ConnectException.class));
            assertThat(closing).isNotDone();
            guarded.hold.countDown();
            assertThat(http.read().status()).isEqualTo(200);
            assertThat(closing).succeedsWithin(Duration.ofSeconds(8));
            late.awaitClose();
        }
    }

    @Test
    void portThatIsTaken_isAFailureThatNamesIt() {
        try (var guarded = new GuardedPort()) {
            var taken = ListenerSettings.of("127.0.0.1", guarded.port());
            assertThatExceptionOfType(ListenFailure.class)
                    .isThrownBy(() -> listener(taken))
                    .withMessage("Cannot listen on 127.0.0.1:" + guarded.port());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::"})
    void plaintextBeyondLoopback_isRefused(String host) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> listener(ListenerSettings.of(host, 0)))
                .withMessageContaining("insecurePlaintext");
    }

    private static Listener listener(ListenerSettings settings) {
        var limiter = new RateLimiter(GuardedPort.PLENTY);
        var door = new Door(AccessRules.OWN_ADDRESS_ONLY, DoorLimits.DEFAULT, limiter, GuardedPort.NO_CALLS);
        return new Listener(settings, () -> door, (_, _, _, _) -> {}, new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                return false;
            }
        });
    }
}
