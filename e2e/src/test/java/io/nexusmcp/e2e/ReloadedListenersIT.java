package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.RawHttp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What listeners ask of a request changes while they listen; where they listen does not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReloadedListenersIT {
    private static final int PAST_THE_DOOR = 401;
    private static final int FORBIDDEN = 403;
    private static final String LONG = "x".repeat(4_000);

    private Trial trial;

    @BeforeAll
    void start(@TempDir Path folder) {
        trial = Trial.start(new HubSetup(), folder);
    }

    @AfterEach
    void reset() {
        trial.without();
    }

    @AfterAll
    void stop() {
        trial.close();
    }

    private int port() {
        return trial.hub().mcp("").getPort();
    }

    private RawHttp connect() {
        return RawHttp.connect(port());
    }

    private String get(String... headers) {
        return "GET /health/live HTTP/1.1\r\nHost: localhost:" + port() + "\r\n" + lines(headers) + "\r\n";
    }

    /** A POST to the endpoint, with all its headers but for its length. */
    private String post(String... headers) {
        return "POST /mcp HTTP/1.1\r\n" + lines(headers)
                + "Content-Type: application/json\r\n"
                + "Accept: application/json, text/event-stream\r\n"
                + "Authorization: Bearer "
                + trial.hub().adminKey() + "\r\n";
    }

    private static String lines(String... headers) {
        return headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
    }

    /** The status of a request without a key: 401 once it is past the door. */
    private int status(String host, String... headers) {
        return RawHttp.exchange(
                        port(),
                        "POST /mcp HTTP/1.1\r\nHost: " + host + "\r\n" + lines(headers)
                                + "Content-Length: 0\r\nConnection: close\r\n\r\n")
                .status();
    }

    private String own() {
        return "localhost:" + port();
    }

    @Test
    void publicUrl_changes_whichHostAndOriginAreAnswered() {
        var origin = "Origin: https://hub.example.com";
        assertThat(status("hub.example.com")).isEqualTo(FORBIDDEN);
        trial.with("{\"server\":{\"publicUrl\":\"https://hub.example.com\"}}");
        assertThat(status("hub.example.com", origin)).isEqualTo(PAST_THE_DOOR);
        trial.with("{\"server\":{\"publicUrl\":\"https://mcp.example.com\"}}");
        assertThat(status("hub.example.com")).isEqualTo(FORBIDDEN);
        assertThat(status(own(), origin)).isEqualTo(FORBIDDEN);
        assertThat(status("mcp.example.com")).isEqualTo(PAST_THE_DOOR);
    }

    @Test
    void allowedHosts_change_onBothPlanes() {
        assertThat(status("mcp.test")).isEqualTo(FORBIDDEN);
        assertThat(adminStatus("admin.test")).isEqualTo(FORBIDDEN);
        trial.with("{\"server\":{\"allowedHosts\":[\"mcp.test\"]},\"admin\":{\"allowedHosts\":[\"admin.test\"]}}");
        assertThat(status("mcp.test")).isEqualTo(PAST_THE_DOOR);
        assertThat(status("admin.test")).isEqualTo(FORBIDDEN);
        assertThat(adminStatus("admin.test")).isEqualTo(200);
        assertThat(status(own())).isEqualTo(PAST_THE_DOOR);
        trial.without();
        assertThat(status("mcp.test")).isEqualTo(FORBIDDEN);
        assertThat(adminStatus("admin.test")).isEqualTo(FORBIDDEN);
    }

    private int adminStatus(String host) {
        return RawHttp.exchange(
                        trial.hub().admin("").getPort(),
                        "GET /health/live HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                .status();
    }

    @Test
    void allowedHosts_hold_forAConnectionThatWasOpenBefore() {
        try (var http = connect()) {
            var asked = "GET /health/live HTTP/1.1\r\nHost: mcp.test\r\n\r\n";
            assertThat(http.send(asked).read().status()).isEqualTo(FORBIDDEN);
            trial.with("{\"server\":{\"allowedHosts\":[\"mcp.test\"]}}");
            assertThat(http.send(asked).read().status()).isEqualTo(200);
            trial.without();
            assertThat(http.send(asked).read().status()).isEqualTo(FORBIDDEN);
        }
    }

    @Test
    void allowedOrigins_change() {
        var origin = "Origin: https://app.example.com";
        assertThat(status(own(), origin)).isEqualTo(FORBIDDEN);
        trial.with("{\"server\":{\"allowedOrigins\":[\"https://app.example.com\"]}}");
        assertThat(status(own(), origin)).isEqualTo(PAST_THE_DOOR);
        trial.without();
        assertThat(status(own(), origin)).isEqualTo(FORBIDDEN);
    }

    @Test
    void trustedProxies_change() {
        assertThat(peerOfAClaim()).isEqualTo("127.0.0.1");
        trial.with("{\"server\":{\"trustedProxies\":[\"127.0.0.0/8\"]}}");
        assertThat(peerOfAClaim()).isEqualTo("203.0.113.9");
        trial.without();
        assertThat(peerOfAClaim()).isEqualTo("127.0.0.1");
    }

    /** Whom the log names as the source of a request that claims to come from elsewhere. */
    private String peerOfAClaim() {
        assertThat(status(own(), "X-Forwarded-For: 203.0.113.9")).isEqualTo(PAST_THE_DOOR);
        return new Trail(trial.hub().data()).events().getLast().path("peer").stringValue();
    }

    @Test
    void perIp_changes() {
        assertThat(status(own())).isEqualTo(PAST_THE_DOOR);
        trial.with("{\"rateLimit\":{\"perIp\":{\"requests\":1,\"period\":\"1h\",\"burst\":0}}}");
        assertThat(status(own())).isEqualTo(PAST_THE_DOOR);
        assertThat(status(own())).isEqualTo(429);
        trial.without();
        assertThat(status(own())).isEqualTo(PAST_THE_DOOR);
    }

    @Test
    void maxBodyBytes_changes() {
        assertThat(lengthOf(4_000)).isNotEqualTo(413);
        trial.with("{\"limits\":{\"maxBodyBytes\":2048}}");
        assertThat(lengthOf(4_000)).isEqualTo(413);
        trial.without();
        assertThat(lengthOf(4_000)).isNotEqualTo(413);
    }

    private int lengthOf(int bytes) {
        return RawHttp.exchange(
                        port(),
                        post("Host: " + own(), "Connection: close") + "Content-Length: " + bytes + "\r\n\r\n"
                                + "x".repeat(bytes))
                .status();
    }

    @Test
    void maxHeaderBytes_changes_forNewConnections() {
        var asked = get("X-Long: " + LONG);
        assertThat(RawHttp.exchange(port(), asked).status()).isEqualTo(200);
        trial.with("{\"limits\":{\"maxHeaderBytes\":2048}}");
        assertThat(RawHttp.exchange(port(), asked).status()).isEqualTo(431);
        trial.without();
        assertThat(RawHttp.exchange(port(), asked).status()).isEqualTo(200);
    }

    @Test
    void headerTimeout_changes() {
        try (var patient = connect()) {
            patient.send(get().substring(0, 20));
            assertThat(patient.send(get().substring(20)).read().status()).isEqualTo(200);
            patient.send(get().substring(0, 20));
            trial.with("{\"limits\":{\"headerTimeout\":\"1s\"}}");
            patient.awaitClose();
        }
        trial.with("{\"limits\":{\"headerTimeout\":\"1m\"}}");
        try (var patient = connect();
                var idle = connect()) {
            patient.send(get().substring(0, 20));
            trial.with("{\"limits\":{\"headerTimeout\":\"1m\",\"idleTimeout\":\"1s\"}}");
            assertThat(idle.send(get()).read().status()).isEqualTo(200);
            idle.awaitClose();
            assertThat(patient.send(get().substring(20)).read().status()).isEqualTo(200);
        }
    }

    @Test
    void bodyTimeoutAndMinDataRate_change() {
        var begun = post("Host: " + own()) + "Content-Length: 12\r\n\r\n{\"id";
        trial.with("{\"limits\":{\"minDataRate\":0}}");
        try (var patient = connect()) {
            patient.send(begun);
            trial.with("{\"limits\":{\"minDataRate\":0,\"bodyTimeout\":\"1s\"}}");
            try (var cut = connect()) {
                assertThat(cut.send(begun).read().status()).isEqualTo(408);
            }
            trial.without();
            try (var cut = connect()) {
                assertThat(cut.send(begun).read().status()).isEqualTo(408);
            }
            assertThat(patient.send("\":1,\"a\":").read().status())
                    .as("a request is served under the rules it came in under")
                    .isEqualTo(400);
        }
    }

    @Test
    void idleTimeout_changes() {
        try (var open = connect()) {
            assertThat(open.send(get()).read().status()).isEqualTo(200);
            trial.with("{\"limits\":{\"idleTimeout\":\"1s\"}}");
            open.awaitClose();
        }
        trial.without();
        try (var open = connect();
                var other = connect()) {
            assertThat(open.send(get()).read().status()).isEqualTo(200);
            trial.with("{\"limits\":{\"maxConnections\":4095}}");
            assertThat(other.send(get()).read().status()).isEqualTo(200);
            assertThat(open.send(get()).read().status()).isEqualTo(200);
        }
    }

    @Test
    void maxConnections_change() {
        assertConnectionsBounded("maxConnections");
    }

    @Test
    void maxConnectionsPerIp_change() {
        assertConnectionsBounded("maxConnectionsPerIp");
    }

    /** The hub's own clients have connections as well, so that only these are known to be too many. */
    private void assertConnectionsBounded(String key) {
        try (var first = connect();
                var second = connect()) {
            assertThat(first.send(get()).read().status()).isEqualTo(200);
            trial.with("{\"limits\":{\"" + key + "\":1}}");
            second.send(get());
            assertThat(second.read().status()).as("one that was open stays").isEqualTo(200);
            try (var third = connect()) {
                third.awaitClose();
            }
            trial.without();
            try (var fourth = connect()) {
                assertThat(fourth.send(get()).read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void startKeys_keepTheirValues_andAreNamedInTheLog() {
        int before = port();
        trial.with("{\"server\":{\"port\":1,\"host\":\"127.0.0.9\"},\"admin\":{\"port\":2},"
                + "\"limits\":{\"maxBodyBytes\":2048}}");
        for (var key : List.of("server.port", "server.host", "admin.port")) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(trial.hub().log()).contains(key + " needs a restart"));
        }
        assertThat(lengthOf(4_000)).as("what is live is in force").isEqualTo(413);
        assertThat(port()).isEqualTo(before);
        assertThat(RawHttp.exchange(port(), get()).status()).isEqualTo(200);
    }
}
