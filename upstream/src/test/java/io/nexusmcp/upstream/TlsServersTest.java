package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.testkit.Certificates;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TlsServersTest {
    private static final String NOW = "-1H";

    private final Path folder;
    private final Certificates certificates;

    TlsServersTest(@TempDir Path folder) {
        this.folder = folder;
        this.certificates = new Certificates(folder);
    }

    @Test
    void ownAuthority_namedInTheConfiguration_isTrusted() {
        try (var fixture = HttpFixture.startTls(Era.MODERN, certificates.listener("localhost", NOW, 2));
                var servers = new Servers().up(spec(fixture.uri(), Optional.of(certificates.bundle())))) {
            assertThat(servers.callText("tls", "p", "test_simple_text", "{}")).contains("simple text response");
        }
    }

    @Test
    void ownAuthority_notNamed_isRefused() {
        refused(certificates.listener("localhost", NOW, 2), "localhost", Optional.empty());
    }

    @Test
    void certificate_forAnotherName_isRefused() {
        refused(certificates.listener("other.example", NOW, 2), "localhost", Optional.of(certificates.bundle()));
    }

    @Test
    void certificate_forANameButAskedByAddress_isRefused() {
        refused(certificates.listener("localhost", NOW, 2), "127.0.0.1", Optional.of(certificates.bundle()));
    }

    @Test
    void certificate_expired_isRefused() {
        refused(certificates.listener("localhost", "-5d", 2), "localhost", Optional.of(certificates.bundle()));
    }

    @Test
    void authorities_fileWithoutACertificate_keepsTheServerDown() throws Exception {
        var empty = Files.writeString(folder.resolve("empty.pem"), "nothing here");
        try (var servers = new Servers()) {
            servers.upstream().apply(List.of(spec(URI.create("https://localhost:1/mcp"), Optional.of(empty))));
            servers.awaitDown("tls");
            assertThat(servers.status("tls").lastError())
                    .hasValueSatisfying(why -> assertThat(why).contains("certificate authorities"));
        }
    }

    private static void refused(ServerSocket listener, String host, Optional<Path> bundle) {
        try (var fixture = HttpFixture.startTls(Era.MODERN, listener);
                var servers = new Servers()) {
            var uri = URI.create("https://" + host + ":" + fixture.port() + "/mcp");
            servers.upstream().apply(List.of(spec(uri, bundle)));
            servers.awaitDown("tls");
            assertThat(servers.status("tls").lastError())
                    .hasValueSatisfying(why -> assertThat(why).contains("TLS failed"));
            assertThat(fixture.requests()).isEmpty();
        }
    }

    private static ServerSpec spec(URI uri, Optional<Path> bundle) {
        return Servers.spec("tls", new ServerSpec.Http(uri, Map.of(), bundle));
    }
}
