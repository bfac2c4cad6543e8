package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.testkit.Proves;
import io.nexusmcp.testkit.RawHttp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the keys of {@code server} and {@code admin} do, beside a hub without them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListenerSettingsIT {
    private static final String ANYWHERE = "{\"host\":\"0.0.0.0\",\"allowedHosts\":[\"localhost\"]";

    private HubProcess plain;

    @BeforeAll
    void start(@TempDir Path folder) {
        plain = HubProcess.start(new HubSetup(), folder);
    }

    @AfterAll
    void stop() {
        plain.close();
    }

    private static HubProcess hub(String members, Path folder) {
        return HubProcess.start(new HubSetup().with(members), folder);
    }

    private static boolean answersAt(String host, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 10_000);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The status of a request without a key: 401 once it is past the door. */
    private static int status(HubProcess hub, String... headers) {
        int port = hub.mcp("").getPort();
        var all = String.join("\r\n", headers).replace("OWN", "localhost:" + port);
        return RawHttp.exchange(
                        port, "POST /mcp HTTP/1.1\r\n" + all + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                .status();
    }

    private static int adminStatus(HubProcess hub, String host) {
        return RawHttp.exchange(
                        hub.admin("").getPort(),
                        "GET /health/live HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                .status();
    }

    @Test
    @Proves({"server.host", "admin.host"})
    void host_isTheAddressThatIsListenedOn(@TempDir Path folder) {
        try (var hub = hub("{\"server\":{\"host\":\"127.0.0.2\"},\"admin\":{\"host\":\"127.0.0.3\"}}", folder)) {
            int server = hub.mcp("").getPort();
            int admin = hub.admin("").getPort();
            assertThat(answersAt("127.0.0.2", server)).isTrue();
            assertThat(answersAt("127.0.0.1", server)).isFalse();
            assertThat(answersAt("127.0.0.3", admin)).isTrue();
            assertThat(answersAt("127.0.0.1", admin)).isFalse();
            var tools = Peer.modern(hub.mcp(""), hub.adminKey()).ask("tools/list", "");
            assertThat(tools.status()).isEqualTo(200);
        }
        assertThat(answersAt("127.0.0.1", plain.mcp("").getPort())).isTrue();
        assertThat(answersAt("127.0.0.2", plain.mcp("").getPort())).isFalse();
        assertThat(answersAt("127.0.0.1", plain.admin("").getPort())).isTrue();
        assertThat(answersAt("127.0.0.3", plain.admin("").getPort())).isFalse();
    }

    @Test
    @Proves({"server.port", "admin.port"})
    void port_isTheOneThatIsListenedOn_and0TakesAnyFreeOne(@TempDir Path folder) throws IOException {
        int server = freePort();
        int admin = freePort();
        try (var hub = hub("{\"server\":{\"port\":" + server + "},\"admin\":{\"port\":" + admin + "}}", folder)) {
            assertThat(hub.ports().path("server").intValue()).isEqualTo(server);
            assertThat(hub.ports().path("admin").intValue()).isEqualTo(admin);
            assertThat(Http.get(hub.admin("/health/ready")).statusCode()).isEqualTo(200);
        }
        assertThat(plain.ports().path("server").intValue()).isNotIn(0, server);
        assertThat(plain.ports().path("admin").intValue()).isNotIn(0, admin);
    }

    @Test
    @Proves("server.publicUrl")
    void publicUrl_admitsItsHostAndItsOrigin(@TempDir Path folder) {
        var host = "Host: hub.example.com";
        var origin = "Origin: https://hub.example.com";
        try (var hub = hub("{\"server\":{\"publicUrl\":\"https://hub.example.com\"}}", folder)) {
            assertThat(status(hub, host)).isEqualTo(401);
            assertThat(status(hub, host, origin)).isEqualTo(401);
            assertThat(status(hub, "Host: evil.example.com", origin)).isEqualTo(403);
        }
        assertThat(status(plain, host)).isEqualTo(403);
        assertThat(status(plain, "Host: OWN", origin)).isEqualTo(403);
    }

    @Test
    @Proves({"server.allowedHosts", "admin.allowedHosts"})
    void allowedHosts_areAnsweredTo(@TempDir Path folder) {
        var members = "{\"server\":{\"allowedHosts\":[\"mcp.test\"]},\"admin\":{\"allowedHosts\":[\"admin.test\"]}}";
        try (var hub = hub(members, folder)) {
            assertThat(status(hub, "Host: mcp.test")).isEqualTo(401);
            assertThat(status(hub, "Host: admin.test")).isEqualTo(403);
            assertThat(status(hub, "Host: OWN")).isEqualTo(401);
            assertThat(adminStatus(hub, "admin.test")).isEqualTo(200);
            assertThat(adminStatus(hub, "mcp.test")).isEqualTo(403);
        }
        assertThat(status(plain, "Host: mcp.test")).isEqualTo(403);
        assertThat(adminStatus(plain, "admin.test")).isEqualTo(403);
    }

    @Test
    @Proves("server.allowedOrigins")
    void allowedOrigins_mayCallFromABrowser(@TempDir Path folder) {
        var origin = "Origin: https://app.example.com";
        try (var hub = hub("{\"server\":{\"allowedOrigins\":[\"https://app.example.com\"]}}", folder)) {
            assertThat(status(hub, "Host: OWN", origin)).isEqualTo(401);
            assertThat(status(hub, "Host: OWN", "Origin: https://other.example.com"))
                    .isEqualTo(403);
        }
        assertThat(status(plain, "Host: OWN", origin)).isEqualTo(403);
    }

    @Test
    @Proves("server.trustedProxies")
    void trustedProxies_areBelievedAboutAddresses(@TempDir Path folder) {
        try (var hub = hub("{\"server\":{\"trustedProxies\":[\"127.0.0.0/8\"]}}", folder)) {
            assertThat(peerOf(hub)).isEqualTo("203.0.113.9");
        }
        assertThat(peerOf(plain)).isEqualTo("127.0.0.1");
    }

    /** Whom the log names as the source of a request that claims to come from elsewhere. */
    private static String peerOf(HubProcess hub) {
        assertThat(status(hub, "Host: OWN", "X-Forwarded-For: 203.0.113.9")).isEqualTo(401);
        return new Trail(hub.data()).events().getLast().path("peer").stringValue();
    }

    @Test
    @Proves({"server.insecurePlaintext", "admin.insecurePlaintext"})
    void insecurePlaintext_allowsAListenerBeyondLoopback(@TempDir Path folder, @TempDir Path other) {
        var open = "{\"server\":" + ANYWHERE + "%s},\"admin\":" + ANYWHERE + "%s}}";
        var allowed = ",\"insecurePlaintext\":true";
        try (var hub = hub(open.formatted(allowed, allowed), folder)) {
            assertThat(answersAt("127.0.0.2", hub.mcp("").getPort())).isTrue();
            assertThat(answersAt("127.0.0.2", hub.admin("").getPort())).isTrue();
            assertThat(hub.log()).contains("server.insecurePlaintext", "admin.insecurePlaintext");
        }
        try (var hub = HubProcess.launch(new HubSetup().with(open.formatted(allowed, "")), other)) {
            assertThat(hub.awaitExit()).isEqualTo(2);
            assertThat(hub.log()).contains("admin.insecurePlaintext: true").doesNotContain("server.host");
        }
        try (var hub = HubProcess.launch(new HubSetup().with(open.formatted("", allowed)), other)) {
            assertThat(hub.awaitExit()).isEqualTo(2);
            assertThat(hub.log()).contains("server.host");
        }
    }
}
