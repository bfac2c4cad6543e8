package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.nexusmcp.core.Secret;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.RecordedRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers behind HTTP+SSE, which only the first revision has. */
@Timeout(120)
class SseServersTest {
    private final HttpFixture fixture = HttpFixture.startSse(0);

    @AfterEach
    void stop() {
        fixture.close();
    }

    private ServerSpec sse() {
        return sse(fixture.uri(), Map.of());
    }

    private static ServerSpec sse(URI url, Map<String, Secret> headers) {
        return Servers.spec("fix", new ServerSpec.Sse(new ServerSpec.Http(url, headers, Optional.empty())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse", "auto"})
    void server_saidOrFoundOut_isServedInTheFirstRevision(String how) {
        var spec = how.equals("sse") ? sse() : Servers.http("fix", fixture.uri());
        try (var servers = new Servers().up(spec)) {
            assertThat(servers.offer("fix").revision()).isEqualTo(Revision.V2024_11_05);
            assertThat(servers.callText("fix", "p", "test_simple_text", "{}")).contains("simple text response");
        }
    }

    @Test
    void progressAndLogs_ofTheCall_reachItsExchange() {
        try (var servers = new Servers().up(sse())) {
            servers.assertProgressAndLogs("fix");
        }
    }

    @Test
    void question_isAnsweredByTheClientOfTheCall() {
        try (var servers = new Servers().up(sse())) {
            var exchange = new RecordingExchange()
                    .canBeAsked("{\"roots\":{}}")
                    .answering(_ -> RecordingExchange.given("{\"roots\":[{\"uri\":\"file:///w/a\"}]}"));
            assertThat(Servers.text(servers.call("fix", "p", "test_input_required_result_list_roots", "{}", exchange)))
                    .contains("file:///w/a");
            assertThat(exchange.asked()).containsExactly("roots/list");
        }
    }

    @Test
    void callers_neverShareAStream() {
        try (var servers = new Servers().up(sse())) {
            for (var partition : List.of("ann", "bob", "ann")) {
                servers.callText("fix", partition, "test_simple_text", "{}");
            }
            var targets = fixture.requests().stream()
                    .filter(request -> request.body().contains("tools/call"))
                    .map(RecordedRequest::target)
                    .toList();
            assertThat(targets.get(0)).isEqualTo(targets.get(2)).isNotEqualTo(targets.get(1));
        }
    }

    @Test
    void listChange_isHeard() {
        try (var servers = new Servers().up(sse())) {
            fixture.changeTools();
            await().atMost(Servers.PATIENCE).until(() -> servers.tools("fix").contains("test_appearing_tool"));
        }
    }

    @Test
    void streamThatEnds_takesTheServerDownAndItComesBack() {
        try (var servers = new Servers().up(sse())) {
            servers.callText("fix", "p", "test_simple_text", "{}");
            fixture.hangUp();
            await().atMost(Servers.PATIENCE).until(() -> servers.history().size() > 2);
            servers.awaitUp("fix");
            await().atMost(Servers.PATIENCE)
                    .ignoreExceptions()
                    .until(() -> servers.callText("fix", "p", "test_simple_text", "{}")
                            .contains("simple text response"));
            assertThat(servers.history()).startsWith("+fix", "-fix", "+fix");
        }
    }

    @Test
    void cancelledCall_isToldToTheServer() {
        try (var servers = new Servers().up(sse())) {
            var exchange = new RecordingExchange();
            var call = Thread.ofVirtual().start(() -> {
                try {
                    servers.call("fix", "p", "slow", "{\"millis\":60000}", exchange);
                } catch (RuntimeException cancelled) {
                    assertThat(exchange.isCancelled()).isTrue();
                }
            });
            await().until(() -> fixture.requests().stream()
                    .anyMatch(request -> request.body().contains("\"slow\"")));
            exchange.cancel();
            await().atMost(Servers.PATIENCE)
                    .until(() -> fixture.requests().stream()
                            .anyMatch(request -> request.body().contains("notifications/cancelled")));
            await().atMost(Servers.PATIENCE).until(() -> !call.isAlive());
        }
    }

    /** The hub's credentials for the server would go wherever its stream says. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://elsewhere.example/message",
                "//elsewhere.example/message",
                "https://localhost:PORT/message",
                "http://localhost:1/message",
                "http://user@localhost:PORT/message",
                "file:///etc/passwd",
                "http://[broken"
            })
    void addressOfAnotherOrigin_isRefused(String address) throws IOException {
        var posts = new CopyOnWriteArrayList<String>();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        int port = server.getAddress().getPort();
        server.createContext("/", exchange -> {
            if (exchange.getRequestMethod().equals("POST")) {
                posts.add(exchange.getRequestURI().toString());
            }
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody()
                    .write(("event: endpoint\ndata: " + address.replace("PORT", "" + port) + "\n\n")
                            .getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        });
        server.start();
        try (var servers = new Servers()) {
            servers.upstream()
                    .apply(List.of(sse(
                            URI.create("http://localhost:" + port + "/sse"),
                            Map.of("Authorization", new Secret("Bearer upstream")))));
            servers.awaitDown("fix");
            assertThat(servers.status("fix").lastError())
                    .hasValueSatisfying(why -> assertThat(why).contains("that is not its own"));
            assertThat(posts).isEmpty();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void serverThatNamesNoAddress_isDown() {
        try (var wrong = HttpFixture.start(io.nexusmcp.testkit.Era.MODERN, 0);
                var servers = new Servers()) {
            servers.upstream().apply(List.of(sse(wrong.uri(), Map.of())));
            servers.awaitDown("fix");
            assertThat(servers.status("fix").lastError())
                    .hasValueSatisfying(why -> assertThat(why).contains("HTTP 405"));
        }
    }

    @Test
    void serverThatSaysNothing_isGivenUp() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
        });
        server.start();
        var url = URI.create("http://localhost:" + server.getAddress().getPort() + "/sse");
        try (var endpoint = new SseEndpoint(
                new HttpTransport(
                        new ServerSpec.Http(url, Map.of(), Optional.empty()),
                        Duration.ofSeconds(5),
                        Map.of(),
                        () -> Servers.LIMITS,
                        new Watch(() -> {}),
                        Unfinished.arrivals()),
                () -> Servers.LIMITS)) {
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> endpoint.connect(LinkEvents.IGNORED, Deadline.in(Duration.ofMillis(300))))
                    .isInstanceOf(UpstreamException.Overdue.class);
        } finally {
            server.stop(0);
        }
    }
}
