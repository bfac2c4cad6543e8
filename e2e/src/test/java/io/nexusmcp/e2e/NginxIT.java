package io.nexusmcp.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.Certificates;
import io.nexusmcp.testkit.ChildCommand;
import io.nexusmcp.testkit.StdioFixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The nginx configuration of the operations page in front of a hub with the settings of the same page. */
class NginxIT {
    private static final Path PAGE = Path.of("../docs/operations.md");
    private static final String NAME = "mcp.example.com";
    /** An address of a caller that nothing else here has. */
    private static final String CALLER = "127.0.0.2";

    @TempDir
    private Path folder;

    @Test
    void pageOfOperations_asPrinted_servesCallsOverTlsAndTellsCallersApart() throws Exception {
        var program = nginx();
        var certificates = new Certificates(folder);
        certificates.export(NAME, folder.resolve("chain.pem"), folder.resolve("key.pem"));
        var setup = new HubSetup()
                .stdio("fixture", ChildCommand.of(StdioFixture.class, "legacy"))
                .with("{\"server\":{\"publicUrl\":\"https://" + NAME + "\",\"trustedProxies\":[\"127.0.0.1\"]}}");
        assertThat(printed("yaml")).contains("publicUrl: https://" + NAME).contains("trustedProxies: [127.0.0.1]");
        try (var hub = HubProcess.start(setup, folder)) {
            hub.awaitServer("fixture");
            int port = freePort();
            var config = Files.writeString(
                    folder.resolve("nginx.conf"), config(hub.mcp("").getPort(), port));
            var nginx = new ProcessBuilder(program, "-p", folder.toString(), "-c", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("nginx.log").toFile())
                    .start();
            try {
                var answer = ask(certificates.bundle(), port, hub.adminKey());

                assertThat(answer).startsWith("HTTP/1.1 200").contains("\"tools\"");
                assertThat(new Trail(hub.data()).events().getLast().path("peer").asString(""))
                        .isEqualTo(CALLER);
                assertThat(upgrade(certificates.bundle(), port, hub.adminKey())).startsWith("HTTP/1.1 101");
            } finally {
                nginx.destroy();
                nginx.waitFor();
            }
        }
    }

    private static String nginx() {
        for (var place : List.of("/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx")) {
            if (Files.isExecutable(Path.of(place))) {
                return place;
            }
        }
        var line = "The test of the nginx configuration needs nginx (package nginx-light)";
        if ("true".equals(System.getenv("NEXUS_REQUIRE_ALL"))) {
            Assertions.fail(line);
        }
        System.out.println("Skipped: " + line);
        Assumptions.abort(line);
        throw new AssertionError("unreachable");
    }

    /** The block of a language in the section of the page. */
    private static String printed(String language) throws IOException {
        var page = Files.readString(PAGE);
        var section = page.substring(page.indexOf("## Behind nginx"));
        var block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(section);
        assertThat(block.find()).isTrue();
        return block.group(1);
    }

    /** What is printed, with the places of this test. */
    private String config(int hub, int port) throws IOException {
        var servers = replaced(printed("nginx"), "127.0.0.1:3000", "127.0.0.1:" + hub);
        servers = replaced(servers, "listen 443 ssl", "listen 127.0.0.1:" + port + " ssl");
        servers = replaced(servers, "/etc/ssl/" + NAME + ".pem", folder.resolve("chain.pem") + "");
        servers = replaced(servers, "/etc/ssl/" + NAME + ".key", folder.resolve("key.pem") + "");
        return """
            daemon off;
            worker_processes 1;
            pid nginx.pid;
            error_log stderr warn;
            events {}
            http {
                access_log off;
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
            %s}
            """.formatted(servers);
    }

    private static String replaced(String text, String printed, String here) {
        assertThat(text).contains(printed);
        return text.replace(printed, here);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private String ask(Path authority, int port, String key) throws IOException, GeneralSecurityException {
        var body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{\"" + Http.META
                + "protocolVersion\":\"" + Http.MODERN + "\",\"" + Http.META + "clientCapabilities\":{}}}}";
        var request = "POST /mcp HTTP/1.1\r\nHost: " + NAME + "\r\nConnection: close\r\nAuthorization: Bearer " + key
                + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                + "MCP-Protocol-Version: " + Http.MODERN + "\r\nMcp-Method: tools/list\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
        try (var socket = secure(authority, port)) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }

    /** The first line of the answer to whoever wants a WebSocket. */
    private String upgrade(Path authority, int port, String key) throws IOException, GeneralSecurityException {
        var request = "GET /mcp/ws HTTP/1.1\r\nHost: " + NAME + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Protocol: mcp\r\nAuthorization: Bearer " + key + "\r\n\r\n";
        try (var socket = secure(authority, port);
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return in.readLine();
        }
    }

    private SSLSocket secure(Path authority, int port) throws IOException, GeneralSecurityException {
        var socket = (SSLSocket) trusting(authority).getSocketFactory().createSocket(connected(port), NAME, port, true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    private Socket connected(int port) {
        return await().ignoreExceptions()
                .until(
                        () -> {
                            var socket = new Socket();
                            socket.bind(new InetSocketAddress(CALLER, 0));
                            socket.connect(new InetSocketAddress("127.0.0.1", port));
                            return socket;
                        },
                        Socket::isConnected);
    }

    private static SSLContext trusting(Path authority) throws IOException, GeneralSecurityException {
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (var in = Files.newInputStream(authority)) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
