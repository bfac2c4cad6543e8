package io.nexusmcp.e2e;

import static io.nexusmcp.e2e.ConnectedClient.accept;
import static io.nexusmcp.e2e.ConnectedClient.call;
import static io.nexusmcp.e2e.ConnectedClient.cancel;
import static io.nexusmcp.e2e.ConnectedClient.endless;
import static io.nexusmcp.e2e.ConnectedClient.initializing;
import static io.nexusmcp.e2e.ConnectedClient.ping;
import static io.nexusmcp.e2e.ConnectedClient.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.transport.HttpClientSseClientTransport;
import io.nexusmcp.testkit.ChildCommand;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.Proves;
import io.nexusmcp.testkit.StdioFixture;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP+SSE towards clients, with servers of every transport behind it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SseFrontIT {
    private static final String ON = "{\"server\":{\"sse\":{\"enabled\":true}}}";
    private static final String OLDEST = "2024-11-05";
    private static final String INITIALIZE = initializing(OLDEST, "{}");

    private final HttpFixture legacy = HttpFixture.start(Era.LEGACY, 0);
    private final HttpFixture modern = HttpFixture.start(Era.MODERN, 0);
    private final HttpFixture sse = HttpFixture.startSse(0);
    private Trial trial;

    @BeforeAll
    void start(@TempDir Path folder) {
        trial = Trial.start(
                new HubSetup()
                        .http("legacy-http", legacy.uri())
                        .http("modern-http", modern.uri())
                        .http("found-sse", sse.uri())
                        .stdio("legacy-stdio", ChildCommand.of(StdioFixture.class, "legacy"), false)
                        .with("{\"mcpServers\":{\"said-sse\":{\"type\":\"sse\",\"url\":\"" + sse.uri() + "\"}}}")
                        .with(ON),
                folder);
        List.of("legacy-http", "modern-http", "found-sse", "said-sse", "legacy-stdio")
                .forEach(trial.hub()::awaitServer);
    }

    @AfterEach
    void reset() {
        trial.without();
    }

    @AfterAll
    void stop() {
        trial.close();
        legacy.close();
        modern.close();
        sse.close();
    }

    private SseClient connect(String server) {
        return SseClient.initialized(trial.hub().mcp(server), trial.hub().adminKey(), OLDEST, "{}");
    }

    @Test
    @Proves("server.sse.enabled")
    void sse_isOfferedWhenItIsSwitchedOn() {
        var stream = URI.create(trial.hub().mcp("") + "/sse");
        var message = URI.create(trial.hub().mcp("") + "/message?sessionId=x");
        var headers = List.of("Authorization", "Bearer " + trial.hub().adminKey());
        try (var client = connect("")) {
            client.send(ping(1));
            assertThat(client.answer(1).has("result")).isTrue();
            trial.with("{\"server\":{\"sse\":{\"enabled\":false}}}");
            assertThat(client.awaitEnd()).isTrue();
        }
        assertThat(Http.get(stream, headers.toArray(String[]::new)).statusCode())
                .isEqualTo(404);
        assertThat(Wire.post(message, INITIALIZE, headers).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy-http", "modern-http", "found-sse", "said-sse", "legacy-stdio"})
    void clientOfTheFirstRevision_isServedWhateverIsBehind(String server) {
        try (var client = connect(server)) {
            client.send(call(1, "echo", "{\"text\":\"über\"}", ""));
            assertThat(client.answer(1).toString()).contains("über");
            client.send(call(2, "test_audio_content", "{}", ""));
            var block = client.answer(2).path("result").path("content").path(0);
            // what a server of the first revision sends is its own affair
            if (!server.endsWith("sse")) {
                assertThat(block.path("type").asString("")).isEqualTo("resource");
                assertThat(block.path("resource").path("blob").asString("")).isNotEmpty();
            }
            client.send(request(
                    3,
                    "completion/complete",
                    "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"test_prompt_with_arguments\"},"
                            + "\"argument\":{\"name\":\"arg1\",\"value\":\"par\"}"));
            assertThat(client.answer(3).toString()).contains("paris");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy-http", "modern-http", "said-sse"})
    void typeScriptSdk_overSse_seesEverything(String server) {
        var npm = NpmTools.require();
        var uri = URI.create(trial.hub().mcp(server) + "/sse");
        var report = Tour.take(npm, uri, trial.hub().adminKey(), "client-v1-sse.mjs");
        Tour.check(report, !server.startsWith("modern"));
    }

    @Test
    @SuppressWarnings(
            "deprecation") // with the transport the SDK deprecates its only client for it, which users still have
    void javaSdk_overSse_works() {
        var uri = trial.hub().mcp("legacy-http");
        var key = trial.hub().adminKey();
        var transport = HttpClientSseClientTransport.builder(uri.resolve("/").toString())
                .sseEndpoint(uri.getPath() + "/sse")
                .httpRequestCustomizer(
                        (request, method, target, body, context) -> request.setHeader("Authorization", "Bearer " + key))
                .build();
        try (var client =
                McpClient.sync(transport).requestTimeout(Duration.ofSeconds(30)).build()) {
            client.initialize();
            JavaSdk.checkEverything(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy-http", "modern-http", "legacy-stdio"})
    void question_comesOnTheStreamAndItsAnswerIsPosted(String server) {
        try (var client = SseClient.initialized(
                trial.hub().mcp(server), trial.hub().adminKey(), "2025-06-18", "{\"elicitation\":{}}")) {
            client.send(call(5, "test_elicitation", "{\"message\":\"who?\"}", ""));
            client.send(accept(client.note("elicitation/create")));
            assertThat(client.answer(5).toString()).contains("action=accept");
        }
    }

    @Test
    void cancelledCall_isToldToTheServerAndNotAnswered() {
        try (var client = connect("legacy-http")) {
            long before = legacy.cancellations();
            client.send(endless(1, "slow", ""));
            client.note("notifications/progress");
            client.send(cancel(1));
            await().until(() -> legacy.cancellations() > before);
            client.send(ping(2));
            client.answer(2);
            assertThat(client.unread()).isEmpty();
        }
    }

    @Test
    void clientThatLeaves_takesItsCallsWithIt() {
        long before = legacy.cancellations();
        try (var client = connect("legacy-http")) {
            client.send(endless(1, "slow", ""));
            client.note("notifications/progress");
        }
        await().atMost(Duration.ofSeconds(40)).until(() -> legacy.cancellations() > before);
    }

    @Test
    void listChange_comesOnTheStream() {
        try (var client = connect("legacy-http")) {
            legacy.changeTools();
            client.note("notifications/tools/list_changed");
            legacy.changeTools();
            client.note("notifications/tools/list_changed");
        }
    }

    /** Session fixation: whoever learns the address of another caller's stream gains nothing by it. */
    @Test
    void anotherCaller_cannotPostToTheStream() {
        var stranger = trial.operator().user("stranger", "*:*").secret();
        try (var client = SseClient.connect(trial.hub().mcp(""), trial.hub().adminKey())) {
            var fixation = client.postAs(stranger, INITIALIZE);
            assertThat(fixation.status()).isEqualTo(404);
            assertThat(client.postAs("", INITIALIZE).status()).isEqualTo(401);
            assertThat(client.unread()).isEmpty();
            assertThat(client.post(INITIALIZE).status()).isEqualTo(202);
            client.answer(0);
            var list = request(1, "tools/list", "");
            assertThat(client.postAs(stranger, list).status()).isEqualTo(404);
            var own = Wire.post(
                    URI.create(trial.hub().mcp("") + "/message?sessionId=" + "0".repeat(32)),
                    list,
                    List.of("Authorization", "Bearer " + stranger));
            assertThat(client.postAs(stranger, list).body()).isEqualTo(own.body());
            var asForm =
                    List.of("Content-Type", "application/x-www-form-urlencoded", "Authorization", "Bearer " + stranger);
            assertThat(Wire.post(client.address(), list, asForm).status()).isEqualTo(415);
            assertThat(client.unread()).isEmpty();
        }
    }

    @Test
    void addressOfOneEndpoint_isNoneOfAnother() {
        try (var client = connect("legacy-http")) {
            var elsewhere = URI.create(client.address().toString().replace("legacy-http", "modern-http"));
            var answer = Wire.post(
                    elsewhere,
                    request(1, "tools/list", ""),
                    List.of("Authorization", "Bearer " + trial.hub().adminKey()));
            assertThat(answer.status()).isEqualTo(404);
        }
    }

    /** There is nothing to answer on a connection. */
    @Test
    void malformedCancellation_isDroppedAndAudited() {
        var reader = trial.operator().user("canceller", "read:*");
        try (var client = SseClient.initialized(trial.hub().mcp("legacy-http"), reader.secret(), OLDEST, "{}")) {
            var cancel = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":{}}}";
            assertThat(client.post(cancel).status()).isEqualTo(202);
            client.send(ping(1));
            await().untilAsserted(() -> assertThat(new Trail(trial.hub().data()).events())
                    .filteredOn(event -> event.path("operation").asString("").equals("notifications/cancelled"))
                    .anySatisfy(event -> {
                        assertThat(event.path("caller").asString("")).contains(reader.id());
                        assertThat(event.path("outcome").asString("")).isEqualTo("denied");
                    }));
            assertThat(trial.hub().log()).doesNotContain("a stage failed");
        }
    }

    @Test
    void revokedKey_endsTheStream() {
        var key = trial.operator().user("leaver", "execute:tools/*");
        try (var client = SseClient.initialized(trial.hub().mcp("legacy-http"), key.secret(), OLDEST, "{}")) {
            trial.operator().revoke(key);
            assertThat(client.awaitEnd()).isTrue();
            assertThat(client.post(ping(1)).status()).isEqualTo(401);
        }
    }

    @Test
    void streamsBeyondTheLimit_areRefusedAndOthersServed() {
        trial.with("{\"limits\":{\"maxStreamsPerCaller\":3}}");
        var open = new ArrayList<SseClient>();
        try {
            for (int at = 0; at < 3; at++) {
                open.add(SseClient.connect(trial.hub().mcp(""), trial.hub().adminKey()));
            }
            var stream = URI.create(trial.hub().mcp("") + "/sse");
            assertThat(Http.get(stream, "Authorization", "Bearer " + trial.hub().adminKey())
                            .statusCode())
                    .isEqualTo(429);
            var other = trial.operator().user("other", "execute:tools/*").secret();
            SseClient.connect(trial.hub().mcp(""), other).close();
        } finally {
            open.forEach(SseClient::close);
        }
    }

    @Test
    void brokenMessages_areAnsweredInTheirRequest() {
        try (var client = connect("")) {
            assertThat(client.post("{\"jsonrpc\":").status()).isEqualTo(400);
            assertThat(client.post("{\"jsonrpc\":").errorCode()).isEqualTo(-32700);
            assertThat(client.post("[]").status()).isEqualTo(400);
            assertThat(client.post(INITIALIZE).status()).isEqualTo(400);
            assertThat(Wire.post(
                                    client.address(),
                                    "x=1",
                                    List.of(
                                            "Content-Type",
                                            "application/x-www-form-urlencoded",
                                            "Authorization",
                                            "Bearer " + trial.hub().adminKey()))
                            .status())
                    .isEqualTo(415);
            assertThat(Http.get(
                                    client.address(),
                                    "Authorization",
                                    "Bearer " + trial.hub().adminKey())
                            .statusCode())
                    .isEqualTo(405);
            assertThat(client.unread()).isEmpty();
        }
    }
}
