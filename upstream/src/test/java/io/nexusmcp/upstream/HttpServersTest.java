package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.Secret;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.HeaderParam;
import io.nexusmcp.protocol.LogLevel;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.RecordedRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class HttpServersTest {
    @ParameterizedTest
    @EnumSource(Era.class)
    void era_serverOfEither_isFoundOutAndServed(Era era) {
        try (var fixture = HttpFixture.start(era, 0);
                var servers = new Servers().up(Servers.http("fix", fixture.uri()))) {
            assertThat(servers.offer("fix").revision())
                    .isEqualTo(era == Era.MODERN ? Revision.NEWEST : Revision.NEWEST_LEGACY);
            assertThat(servers.callText("fix", "p", "test_simple_text", "{}")).contains("simple text response");
            var name = new ServerName("fix");
            var params = JsonSlice.trusted("{\"uri\":\"test://static-text\"}").asObject();
            var read = new ServerCall.ReadResource(name, "test://static-text", params);
            assertThat(Servers.text(servers.send("fix", "p", read, new RecordingExchange())))
                    .contains("content of the static text resource");
        }
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void progressAndLogs_ofTheCall_reachItsExchange(Era era) {
        try (var fixture = HttpFixture.start(era, 0);
                var servers = new Servers().up(Servers.http("fix", fixture.uri()))) {
            servers.assertProgressAndLogs("fix");
        }
    }

    @Test
    void setLevel_callWithAnotherLevel_isSentOnceBeforeIt() {
        try (var fixture = HttpFixture.start(Era.LEGACY, 0);
                var servers = new Servers().up(Servers.http("fix", fixture.uri()))) {
            for (int i = 0; i < 2; i++) {
                servers.call("fix", "p", "test_simple_text", "{}", new RecordingExchange().withLevel(LogLevel.ERROR));
            }
            assertThat(posts(fixture, "logging/setLevel")).singleElement().matches(post -> post.mentions("error"));
        }
    }

    @Test
    void serverError_isRelayedAsTheServersOwn() {
        try (var fixture = HttpFixture.start(Era.MODERN, 0);
                var servers = new Servers().up(Servers.http("fix", fixture.uri()))) {
            assertThat(servers.call("fix", "p", "no_such_tool", "{}", new RecordingExchange()))
                    .isInstanceOfSatisfying(
                            UpstreamReply.Failure.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_PARAMS));
        }
    }

    @Test
    void modernCall_headers_repeatTheBody() {
        try (var fixture = HttpFixture.start(Era.MODERN, 0);
                var servers = new Servers().up(Servers.http("fix", fixture.uri()))) {
            var params = List.of(new HeaderParam("Region", List.of("region")));
            var answer = servers.call(
                    "fix", "p", "test_x_mcp_header", "{\"region\":\"ös\"}", params, new RecordingExchange());
            assertThat(Servers.text(answer)).contains("region=ös");
            assertThat(header(posts(fixture, "tools/call").getLast(), "mcp-param-region"))
                    .containsExactly("=?base64?w7Zz?=");
            assertThat(header(posts(fixture, "tools/call").getLast(), "mcp-name"))
                    .containsExactly("test_x_mcp_header");
        }
    }

    @Test
    void legacySessions_twoPartitions_areNeverShared() {
        try (var fixture = HttpFixture.start(Era.LEGACY, 0);
                var servers = new Servers().up(Servers.http("fix", fixture.uri()))) {
            for (var partition : List.of("ann", "bob", "ann")) {
                servers.callText("fix", partition, "test_simple_text", "{}");
            }
            var sessions = posts(fixture, "tools/call").stream()
                    .map(post -> header(post, "mcp-session-id"))
                    .toList();
            assertThat(sessions.get(0)).hasSize(1).isEqualTo(sessions.get(2)).isNotEqualTo(sessions.get(1));
            assertThat(sessions)
                    .doesNotContain(header(posts(fixture, "tools/list").getFirst(), "mcp-session-id"));
        }
    }

    @Test
    void legacySession_forgottenByServer_isRenewedAndTheCallSentAgain() {
        try (var fixture = HttpFixture.start(Era.LEGACY, 0);
                var servers = new Servers().up(Servers.http("fix", fixture.uri()))) {
            servers.callText("fix", "p", "test_simple_text", "{}");
            fixture.forgetSessions();
            assertThat(servers.callText("fix", "p", "test_simple_text", "{}")).contains("simple text response");
        }
    }

    @Test
    void legacySessions_whenClosed_areDeleted() {
        try (var fixture = HttpFixture.start(Era.LEGACY, 0)) {
            try (var servers = new Servers().up(Servers.http("fix", fixture.uri()))) {
                servers.callText("fix", "p", "test_simple_text", "{}");
            }
            assertThat(fixture.requests().stream()
                            .filter(request -> request.method().equals("DELETE")))
                    .hasSize(2);
        }
    }

    @Test
    void idleSession_ends() {
        try (var fixture = HttpFixture.start(Era.LEGACY, 0);
                var servers =
                        new Servers(Servers.idleAfter(Duration.ofMillis(100))).up(Servers.http("fix", fixture.uri()))) {
            servers.callText("fix", "p", "test_simple_text", "{}");
            await().atMost(Servers.PATIENCE)
                    .until(() -> fixture.requests().stream()
                            .anyMatch(request -> request.method().equals("DELETE")));
            assertThat(servers.callText("fix", "p", "test_simple_text", "{}")).contains("simple text response");
        }
    }

    @Test
    void requestHeaders_areThoseOfConfigurationAndProtocolOnly() {
        try (var fixture = HttpFixture.start(Era.MODERN, 0)) {
            var address = new ServerSpec.Http(
                    fixture.uri(), Map.of("Authorization", new Secret("Bearer upstream")), Optional.empty());
            try (var servers = new Servers().up(Servers.spec("fix", address))) {
                servers.callText("fix", "p", "test_simple_text", "{}");
                var post = posts(fixture, "tools/call").getLast();
                assertThat(post.headers().keySet().stream()
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .collect(Collectors.toSet()))
                        .containsExactlyInAnyOrder(
                                "host",
                                "connection",
                                "content-length",
                                "content-type",
                                "accept",
                                "accept-encoding",
                                "user-agent",
                                "authorization",
                                "mcp-protocol-version",
                                "mcp-method",
                                "mcp-name");
                assertThat(header(post, "authorization")).containsExactly("Bearer upstream");
                assertThat(header(post, "accept-encoding")).containsExactly("identity");
            }
        }
    }

    @Test
    void configuredHeader_thatBelongsToTheProtocol_keepsTheServerDown() {
        try (var fixture = HttpFixture.start(Era.MODERN, 0);
                var servers = new Servers()) {
            var headers = Map.of("Mcp-Method", new Secret("tools/list"));
            servers.upstream()
                    .apply(List.of(Servers.spec("fix", new ServerSpec.Http(fixture.uri(), headers, Optional.empty()))));
            servers.awaitDown("fix");
            assertThat(servers.status("fix").lastError())
                    .hasValueSatisfying(why -> assertThat(why).contains("mcp-method"));
            assertThat(fixture.requests()).isEmpty();
        }
    }

    @Test
    void lostServer_leavesTheListsAndComesBack() {
        try (var servers = new Servers(Servers.refreshing(Duration.ofMillis(200)))) {
            int port;
            try (var fixture = HttpFixture.start(Era.LEGACY, 0)) {
                port = fixture.port();
                servers.up(Servers.http("fix", fixture.uri()));
            }
            servers.awaitDown("fix");
            assertThat(servers.failure("fix", "test_simple_text")).contains("not connected");
            assertThat(servers.history()).containsExactly("+fix", "-fix");
            try (var fixture = HttpFixture.start(Era.MODERN, port)) {
                servers.awaitUp("fix");
                assertThat(servers.history()).containsExactly("+fix", "-fix", "+fix");
                assertThat(servers.offer("fix").revision()).isEqualTo(Revision.NEWEST);
                assertThat(fixture.requests()).isNotEmpty();
            }
        }
    }

    @Test
    void modernServer_changedTools_areSeenByReadingAgain() {
        try (var fixture = HttpFixture.start(Era.MODERN, 0);
                var servers = new Servers(Servers.refreshing(Duration.ofMillis(200)))
                        .up(Servers.http("fix", fixture.uri()))) {
            fixture.changeTools();
            await().atMost(Servers.PATIENCE).until(() -> servers.tools("fix").contains("test_appearing_tool"));
            assertThat(servers.history()).containsExactly("+fix", "+fix");
        }
    }

    private static List<RecordedRequest> posts(HttpFixture fixture, String method) {
        return fixture.requests().stream()
                .filter(request -> request.body().contains("\"method\":\"" + method + "\""))
                .toList();
    }

    private static List<String> header(RecordedRequest request, String name) {
        return request.headers().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .flatMap(entry -> entry.getValue().stream())
                .toList();
    }
}
