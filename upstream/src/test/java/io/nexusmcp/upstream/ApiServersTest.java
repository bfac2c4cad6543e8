package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.Secret;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.catalog.ServerStatus;
import io.nexusmcp.testkit.ApiServer;
import io.nexusmcp.testkit.Certificates;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** HTTP APIs as servers: what is sent to them, and that they are held to what other servers are. */
@Timeout(120)
class ApiServersTest {
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static ServerSpec spec(URI base) {
        return spec(base, Optional.empty());
    }

    private static ServerSpec spec(URI base, Optional<Path> authorities) {
        var headers = Map.of("X-Tenant", new Secret("acme"));
        return Servers.spec("api", new ServerSpec.OpenApi(new PlainApi(base), headers, authorities));
    }

    @Test
    void call_isSentAsTheApiDescribesIt() {
        try (var api = ApiServer.start();
                var servers = new Servers().up(spec(api.uri()))) {
            assertThat(api.requests()).as("before the first call").isEmpty();
            assertThat(servers.tools("api")).containsExactly("work");
            assertThat(servers.callText("api", "p", "work", "{\"a\":1}"))
                    .isEqualTo("{\"answer\":\"200 application/json {\\\"ok\\\":true}\"}");
            var sent = api.last();
            assertThat(sent.method() + " " + sent.target() + " " + sent.body()).isEqualTo("POST /work {\"a\":1}");
            assertThat(sent.headers())
                    .containsEntry("X-Tenant", List.of("acme"))
                    .containsEntry("X-Key", List.of("s3cr3t"))
                    .containsEntry("Accept", List.of("application/json"))
                    .containsEntry("Content-Type", List.of("application/json"))
                    .containsEntry("Accept-Encoding", List.of("identity"));
            assertThat(sent.headers().keySet())
                    .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("mcp-"));
        }
    }

    @Test
    void status_isThatOfAServerWithoutARevision() {
        try (var api = ApiServer.start();
                var servers = new Servers().up(spec(api.uri()))) {
            assertThat(servers.status("api"))
                    .extracting(
                            ServerStatus::state, ServerStatus::transport, ServerStatus::revision, ServerStatus::tools)
                    .containsExactly(ServerStatus.State.UP, "openapi", Optional.empty(), 1);
            servers.upstream().apply(List.of(Servers.disabled(spec(api.uri()))));
            assertThat(servers.status("api").transport()).isEqualTo("openapi");
        }
    }

    /** {@code RedirectedCredential}: what was meant for one host goes to no other. */
    @Test
    void redirect_isAnAnswerAndIsNotFollowed() {
        try (var api = ApiServer.start();
                var elsewhere = ApiServer.start();
                var servers = new Servers().up(spec(api.uri()))) {
            for (int status : new int[] {301, 302, 307, 308}) {
                api.answer("/work", status, "text/plain", "moved", "Location", elsewhere.uri() + "/work");
                assertThat(servers.callText("api", "p", "work", "{}")).contains(status + " text/plain moved");
            }
            assertThat(elsewhere.requests()).isEmpty();
            assertThat(api.requests()).hasSize(4);
        }
    }

    @Test
    void answer_ofTooManyBytes_failsTheCallAndNotTheNext() {
        try (var api = ApiServer.start();
                var servers = new Servers().up(spec(api.uri()))) {
            api.answer("/work", 200, "text/plain", "x".repeat(2 << 20));
            assertThat(servers.failure("api", "work")).isEqualTo("the server's answer is too large");
            api.answerWithoutEnd("/work");
            assertThat(servers.failure("api", "work")).isEqualTo("the server's answer is too large");
            api.answer("/work", 200, "text/plain", "short");
            assertThat(servers.callText("api", "p", "work", "{}")).contains("short");
        }
    }

    @Test
    void answer_thatIsCompressedUnasked_fails() {
        try (var api = ApiServer.start();
                var servers = new Servers().up(spec(api.uri()))) {
            api.answer("/work", 200, "application/json", "{}", "Content-Encoding", "gzip");
            assertThat(servers.failure("api", "work")).contains("compressed");
        }
    }

    @Test
    void answer_thatDoesNotCome_endsWithTheTimeout() {
        try (var api = ApiServer.start().answerNever("/work");
                var servers = new Servers().up(Servers.within(SHORT, spec(api.uri())))) {
            assertThat(servers.failure("api", "work")).isEqualTo("the server did not answer in time");
        }
    }

    @Test
    void call_thatIsCancelled_ends() {
        try (var api = ApiServer.start().answerNever("/work");
                var servers = new Servers().up(spec(api.uri()))) {
            var exchange = new RecordingExchange();
            var call = CompletableFuture.supplyAsync(() -> servers.failure("api", "p", "work", exchange));
            await().until(() -> !api.requests().isEmpty());
            exchange.cancel();
            assertThat(call.orTimeout(5, TimeUnit.SECONDS).join()).contains("Cancelled");
        }
    }

    @Test
    void apiThatIsNotThere_failsItsCallsAndStaysListed() {
        try (var servers = new Servers().up(spec(URI.create("http://127.0.0.1:1")))) {
            assertThat(servers.failure("api", "work")).isEqualTo("nothing answers at the server's address");
            assertThat(servers.tools("api")).containsExactly("work");
        }
    }

    @Test
    void certificate_thatNobodyVouchesFor_isRefused(@TempDir Path folder) {
        var certificates = new Certificates(folder);
        try (var api = ApiServer.startTls(certificates.listener("localhost", "-1H", 2))) {
            try (var servers = new Servers().up(spec(api.uri(), Optional.of(certificates.bundle())))) {
                assertThat(servers.callText("api", "p", "work", "{}")).contains("200");
            }
            int before = api.requests().size();
            try (var servers = new Servers().up(spec(api.uri()))) {
                assertThat(servers.failure("api", "work")).contains("TLS failed");
            }
            assertThat(api.requests()).hasSize(before);
        }
    }

    @Test
    void proxy_ofTheEnvironment_carriesTheTunnel(@TempDir Path folder) {
        var host = "api.upstream.example";
        var certificates = new Certificates(folder);
        try (var api = ApiServer.startTls(certificates.listener(host, "-1H", 2));
                var proxy = new ConnectProxy(api.port(), "");
                var servers = new Servers(Servers.LIMITS, Map.of("HTTPS_PROXY", "http://127.0.0.1:" + proxy.port()))) {
            servers.up(spec(URI.create("https://" + host), Optional.of(certificates.bundle())));
            assertThat(servers.callText("api", "p", "work", "{}")).contains("200");
            assertThat(proxy.tunnels()).containsExactly("CONNECT " + host + ":443 HTTP/1.1");
        }
    }
}
