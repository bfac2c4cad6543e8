package io.nexusmcp.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.testkit.RawHttp;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SlowClientTest {
    private static final String ENDLESS = "X-Drip: " + "a".repeat(300);

    /** Sends a character every 50 ms until the other side ends the connection. */
    private static void dripUntilCut(RawHttp http, String text) {
        var pause = new CountDownLatch(1);
        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> {
            for (int at = 0; at < text.length(); at++) {
                http.send(text.substring(at, at + 1));
                assertThat(pause.await(50, TimeUnit.MILLISECONDS)).isFalse();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void headersThatDrip_areCutByTheTotalDeadline(ListenerSettings.ThreadKind kind) {
        try (var guarded = new GuardedPort(kind);
                var http = guarded.connect()) {
            http.send("GET /count HTTP/1.1\r\n" + guarded.host());
            dripUntilCut(http, ENDLESS);
            assertThat(guarded.served).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestLineThatDrips_isCut(ListenerSettings.ThreadKind kind) {
        try (var guarded = new GuardedPort(kind);
                var http = guarded.connect()) {
            dripUntilCut(http, "GET /" + "a".repeat(300));
        }
    }

    @ParameterizedTest
    @EnumSource
    void emptyLinesForEver_areCut(ListenerSettings.ThreadKind kind) {
        try (var guarded = new GuardedPort(kind);
                var http = guarded.connect()) {
            dripUntilCut(http, "\r\n".repeat(150));
        }
    }

    @ParameterizedTest
    @EnumSource
    void silentConnection_isClosed(ListenerSettings.ThreadKind kind) {
        try (var guarded = new GuardedPort(kind);
                var http = guarded.connect()) {
            http.awaitClose();
        }
    }

    @ParameterizedTest
    @EnumSource
    void secondRequestWhoseHeadersDrip_isCut(ListenerSettings.ThreadKind kind) {
        try (var guarded = new GuardedPort(kind);
                var http = guarded.connect()) {
            assertThat(http.send("GET /count HTTP/1.1\r\n" + guarded.host() + "\r\n")
                            .read()
                            .status())
                    .isEqualTo(200);
            http.send("GET /count HTTP/1.1\r\n" + guarded.host());
            dripUntilCut(http, ENDLESS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bodyBelowTheMinimumRate_isRefusedAsTooSlow(ListenerSettings.ThreadKind kind) {
        try (var guarded = new GuardedPort(kind);
                var http = guarded.connect()) {
            http.send("POST /count HTTP/1.1\r\n" + guarded.host() + "Content-Length: 50000\r\n\r\n");
            dripUntilCut(http, "a".repeat(300));
            assertThat(http.read().status()).isEqualTo(408);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bodyThatNeverComes_isRefusedAsTooSlow(ListenerSettings.ThreadKind kind) {
        try (var guarded = new GuardedPort(kind);
                var http = guarded.connect()) {
            http.send("POST /count HTTP/1.1\r\n" + guarded.host() + "Content-Length: 10\r\n\r\n");
            assertThat(http.read().status()).isEqualTo(408);
            http.awaitClose();
        }
    }

    @ParameterizedTest
    @EnumSource
    void steadyBodyOverTheTotalDeadline_isRefusedAsTooSlow(ListenerSettings.ThreadKind kind) {
        var quick = GuardedPort.QUICK;
        var limits = new DoorLimits(
                quick.maxHeaderBytes(),
                quick.maxBodyBytes(),
                quick.headerTimeout(),
                Duration.ofMillis(700),
                quick.idleTimeout(),
                1,
                10,
                10);
        try (var guarded = new GuardedPort(kind, limits);
                var http = guarded.connect()) {
            http.send("POST /count HTTP/1.1\r\n" + guarded.host() + "Content-Length: 50000\r\n\r\n");
            dripUntilCut(http, "a".repeat(300));
            assertThat(http.read().status()).isEqualTo(408);
        }
    }

    @ParameterizedTest
    @EnumSource
    void bodyInTwoParts_isServed(ListenerSettings.ThreadKind kind) throws Exception {
        try (var guarded = new GuardedPort(kind);
                var http = guarded.connect()) {
            http.send("POST /count HTTP/1.1\r\n" + guarded.host() + "Content-Length: 6\r\n\r\nabc");
            assertThat(new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(http.send("def").read().body()).startsWith("6 bytes");
        }
    }

    @ParameterizedTest
    @EnumSource
    void slowHandler_isNotASlowClient(ListenerSettings.ThreadKind kind) throws Exception {
        try (var guarded = new GuardedPort(kind);
                var http = guarded.connect()) {
            http.send("GET /hold HTTP/1.1\r\n" + guarded.host() + "\r\n");
            assertThat(new CountDownLatch(1).await(1, TimeUnit.SECONDS)).isFalse();
            guarded.hold.countDown();
            assertThat(http.read().status()).isEqualTo(200);
        }
    }
}
