package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.testkit.Certificates;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ProxiedServersTest {
    private static final String HOST = "mcp.upstream.example";

    @TempDir
    Path folder;

    @Test
    void httpsProxy_ofTheEnvironment_carriesTheTunnel() {
        var certificates = new Certificates(folder);
        try (var fixture = HttpFixture.startTls(Era.LEGACY, certificates.listener(HOST, "-1H", 2));
                var proxy = new ConnectProxy(fixture.port(), "Basic YW5uOnAlMQ==");
                var servers = new Servers(
                        Servers.LIMITS, Map.of("HTTPS_PROXY", "http://ann:p%251@127.0.0.1:" + proxy.port()))) {
            var address = new ServerSpec.Http(
                    URI.create("https://" + HOST + "/mcp"), Map.of(), Optional.of(certificates.bundle()));
            servers.upstream().apply(List.of(Servers.spec("far", address)));
            // the fixture answers 403, since it serves its own host names only: so it was reached, and by name
            servers.awaitDown("far");
            assertThat(servers.status("far").lastError()).contains("the server answered HTTP 403");
            assertThat(proxy.tunnels()).contains("CONNECT " + HOST + ":443 HTTP/1.1");
            assertThat(fixture.requests()).isNotEmpty().noneMatch(request -> request.mentions("YW5uOnAlMQ"));
        }
    }
}
