package io.nexusmcp.core.pipeline;

import static io.nexusmcp.core.pipeline.TestPipeline.legacy;
import static io.nexusmcp.core.pipeline.TestPipeline.object;
import static io.nexusmcp.core.pipeline.TestPipeline.text;
import static io.nexusmcp.core.pipeline.TestPipeline.tool;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.limit.RateLimit;
import io.nexusmcp.core.policy.Restrictions;
import io.nexusmcp.protocol.LogLevel;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyPipelineTest {
    private static final String ACCEPT = "application/json, text/event-stream";

    private final TestPipeline hub = new TestPipeline().server("github", "github", tool("create"), tool("delete"));
    private final String key = hub.admin();

    /** Keeps what is sent before the answer. */
    private static final class Recorded implements ClientStream {
        private final List<String> sent = new ArrayList<>();

        @Override
        public boolean canStream() {
            return true;
        }

        @Override
        public synchronized void send(JsonSlice message) {
            sent.add(message.text());
        }

        @Override
        public boolean holds(long bytes) {
            return bytes < 100_000;
        }

        @Override
        public void onDisconnect(Runnable action) {
            // stays
        }
    }

    private String[] headers(String... more) {
        var all = new ArrayList<>(List.of("X-API-Key", key, "Accept", ACCEPT));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private String session(String revision) {
        var reply = hub.post(
                Mount.FEDERATED,
                legacy(
                        "initialize",
                        "\"protocolVersion\":\"" + revision + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\"}"),
                headers());
        hub.events.clear();
        return reply.headers().getOrDefault("Mcp-Session-Id", "none");
    }

    @ParameterizedTest
    @CsvSource({
        "2025-03-26, 2025-03-26",
        "2025-06-18, 2025-06-18",
        "2025-11-25, 2025-11-25",
        "2026-07-28, 2025-11-25",
        "1999-01-01, 2025-11-25",
    })
    void initialize_agreesOnTheNewestLegacyRevisionBothKnow(String offered, String agreed) {
        var reply = hub.post(
                Mount.FEDERATED,
                legacy("initialize", "\"protocolVersion\":\"" + offered + "\",\"capabilities\":{}"),
                headers());
        var result = object(text(reply)).object("result").orElseThrow();
        assertThat(result.string("protocolVersion")).contains(agreed);
        assertThat(result.object("capabilities").orElseThrow().names())
                .containsExactly("tools", "prompts", "resources", "logging", "completions");
        assertThat(reply.headers().get("Mcp-Session-Id")).isNotBlank();
    }

    @Test
    void request_inItsSession_isServed() {
        var session = session("2025-11-25");
        assertThat(text(hub.post(Mount.FEDERATED, legacy("tools/list", ""), headers("Mcp-Session-Id", session))))
                .contains("github__create")
                .doesNotContain("resultType");
        assertThat(text(hub.post(Mount.FEDERATED, legacy("ping", ""), headers("Mcp-Session-Id", session))))
                .contains("\"result\":{}");
    }

    @Test
    void request_withoutSessionOrWithAnothers_isRefused() {
        var session = session("2025-11-25");
        assertThat(((Reply.Json) hub.post(Mount.FEDERATED, legacy("tools/list", ""), headers())).status())
                .isEqualTo(400);
        var other = hub.key(ApiKey.Kind.USER, "ben", Set.of("admin"));
        var stolen = (Reply.Json) hub.post(
                Mount.FEDERATED,
                legacy("tools/list", ""),
                "X-API-Key",
                other,
                "Accept",
                ACCEPT,
                "Mcp-Session-Id",
                session);
        assertThat(stolen.status()).isEqualTo(404);
        var elsewhere = (Reply.Json) hub.post(
                Mount.of(new ServerName("github")), legacy("tools/list", ""), headers("Mcp-Session-Id", session));
        assertThat(elsewhere.status()).isEqualTo(404);
    }

    @Test
    void delete_endsTheSession() {
        var session = session("2025-11-25");
        var inbound =
                TestPipeline.inbound(Inbound.Verb.DELETE, Mount.FEDERATED, "", headers("Mcp-Session-Id", session));
        assertThat(hub.pipeline.handle(inbound, ClientStream.NONE)).isInstanceOf(Reply.Empty.class);
        var after =
                (Reply.Json) hub.post(Mount.FEDERATED, legacy("tools/list", ""), headers("Mcp-Session-Id", session));
        assertThat(after.status()).isEqualTo(404);
    }

    /** Else whoever leaves at its limit would leave behind what its session held, under an id that nobody knows. */
    @Test
    void endOfAConnection_endsItsSessionWhateverItsClientAskedBefore() {
        hub.rules = hub.rules(Restrictions.NONE, new RateLimit(1, Duration.ofMinutes(1), 0), 100);
        var session = session("2025-11-25");
        var asked = TestPipeline.inbound(Inbound.Verb.DELETE, Mount.FEDERATED, "", headers("Mcp-Session-Id", session));
        assertThat(((Reply.Json) hub.pipeline.handle(asked, ClientStream.NONE)).status())
                .isEqualTo(429);
        var ofConnection = new Inbound.Body() {
            @Override
            public byte[] read() {
                return new byte[0];
            }

            @Override
            public Optional<String> owner() {
                return Optional.of("whoever opened it");
            }
        };
        var ending = new Inbound(
                asked.verb(),
                asked.mount(),
                asked.headers(),
                asked.peer(),
                ofConnection,
                asked.received(),
                asked.traceId());
        assertThat(hub.pipeline.handle(ending, ClientStream.NONE)).isInstanceOf(Reply.Empty.class);
    }

    @Test
    void progressAndLogs_comeBeforeTheAnswerWithTheClientsOwnToken() {
        var session = session("2025-11-25");
        hub.upstream = (_, exchange) -> {
            assertThat(exchange.wantsProgress()).isTrue();
            exchange.progress(object("{\"progressToken\":99,\"progress\":1.50}"));
            exchange.log(object("{\"level\":\"info\",\"data\":\"seen\"}"));
            return TestPipeline.result("{\"content\":[]}");
        };
        var stream = new Recorded();
        var body = legacy(
                "tools/call", "\"name\":\"github__create\",\"arguments\":{},\"_meta\":{\"progressToken\":\"mine\"}");
        hub.pipeline.handle(
                TestPipeline.inbound(Inbound.Verb.POST, Mount.FEDERATED, body, headers("Mcp-Session-Id", session)),
                stream);
        assertThat(stream.sent).hasSize(2);
        assertThat(stream.sent.getFirst())
                .contains("\"progressToken\":\"mine\"")
                .contains("1.50");
        assertThat(stream.sent.getLast()).contains("seen");
    }

    /** The largest answers of one caller's calls are together more than the heap. */
    @Test
    void answer_withoutRoomBesideTheOthers_isDroppedAndTheCallRefused() {
        var session = session("2025-11-25");
        var body = legacy("tools/call", "\"name\":\"github__create\",\"arguments\":{}");
        var inbound =
                TestPipeline.inbound(Inbound.Verb.POST, Mount.FEDERATED, body, headers("Mcp-Session-Id", session));
        hub.upstream = (_, _) ->
                TestPipeline.result("{\"content\":[{\"type\":\"text\",\"text\":\"" + "x".repeat(99_000) + "\"}]}");
        assertThat(text(hub.pipeline.handle(inbound, new Recorded()))).contains("xxx");

        hub.upstream = (_, _) ->
                TestPipeline.result("{\"content\":[{\"type\":\"text\",\"text\":\"" + "x".repeat(100_000) + "\"}]}");
        var refused = hub.pipeline.handle(inbound, new Recorded());
        assertThat(((Reply.Json) refused).status()).isEqualTo(503);
        assertThat(text(refused)).contains("-32603").doesNotContain("xxx");
    }

    @Test
    void setLevel_keepsLesserLogsAway() {
        var session = session("2025-11-25");
        hub.post(
                Mount.FEDERATED, legacy("logging/setLevel", "\"level\":\"error\""), headers("Mcp-Session-Id", session));
        hub.upstream = (_, exchange) -> {
            assertThat(exchange.logLevel()).contains(LogLevel.ERROR);
            exchange.log(object("{\"level\":\"info\",\"data\":\"quiet\"}"));
            exchange.log(object("{\"level\":\"alert\",\"data\":\"loud\"}"));
            return TestPipeline.result("{\"content\":[]}");
        };
        var stream = new Recorded();
        var body = legacy("tools/call", "\"name\":\"github__create\",\"arguments\":{}");
        hub.pipeline.handle(
                TestPipeline.inbound(Inbound.Verb.POST, Mount.FEDERATED, body, headers("Mcp-Session-Id", session)),
                stream);
        assertThat(stream.sent).singleElement().asString().contains("loud");
    }

    @Test
    void cancelled_reachesTheCallItNamesAndNoOther() throws Exception {
        var session = session("2025-11-25");
        var other = session("2025-11-25");
        var started = new CountDownLatch(1);
        var cancelled = new CompletableFuture<String>();
        hub.upstream = (_, exchange) -> {
            exchange.onCancel(() -> cancelled.complete("yes"));
            started.countDown();
            cancelled.join();
            return TestPipeline.result("{\"content\":[]}");
        };
        var call = Thread.startVirtualThread(() -> hub.post(
                Mount.FEDERATED,
                legacy("tools/call", "\"name\":\"github__create\",\"arguments\":{}"),
                headers("Mcp-Session-Id", session)));
        started.await();
        var cancel = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}";
        hub.post(Mount.FEDERATED, cancel, headers("Mcp-Session-Id", other));
        assertThat(cancelled).isNotDone();
        var reply = (Reply.Empty) hub.post(Mount.FEDERATED, cancel, headers("Mcp-Session-Id", session));
        assertThat(reply.status()).isEqualTo(202);
        call.join();
        assertThat(cancelled).isCompleted();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "1.5", "{}", "[7]", "{\"id\":7}"})
    void cancellation_whoseRequestIdIsNone_isRefusedInEveryEraAndNoIncident(String id) {
        var cancel =
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + id + "}}";
        var session = session("2025-11-25");
        var modern = headers("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "notifications/cancelled");
        for (var reply : List.of(
                hub.post(Mount.FEDERATED, cancel, headers("Mcp-Session-Id", session)),
                hub.post(Mount.FEDERATED, cancel, modern))) {
            assertThat(((Reply.Json) reply).status()).isEqualTo(400);
            assertThat(text(reply)).contains("-32602", "requestId").doesNotContain("incident");
        }
        assertThat(hub.events)
                .hasSize(2)
                .allSatisfy(event -> assertThat(event.verdict().outcome()).isEqualTo(AuditEvent.Outcome.DENIED));
    }

    @Test
    void cancellation_inABatch_thatIsMalformed_isRefusedAlone() {
        var session = session("2025-03-26");
        var batch = "[" + legacy("ping", "") + ","
                + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":[]}}]";
        var answers = JsonSlice.trusted(text(hub.post(Mount.FEDERATED, batch, headers("Mcp-Session-Id", session))))
                .asArray();
        assertThat(answers).hasSize(2);
        assertThat(answers.getFirst().text()).contains("\"result\":{}");
        assertThat(answers.getLast().text()).contains("-32602").doesNotContain("incident");
    }

    /** It may mean a task, and what that is called is not for this notification to say. */
    @Test
    void cancellation_thatNamesNothing_isTaken() {
        var reply = hub.post(
                Mount.FEDERATED,
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}",
                headers("Mcp-Session-Id", session("2025-11-25")));
        assertThat(((Reply.Empty) reply).status()).isEqualTo(202);
    }

    @Test
    void batch_isSplitJudgedAndAuditedEachAlone() {
        var session = session("2025-03-26");
        var batch = "[" + legacy("tools/call", "\"name\":\"github__create\",\"arguments\":{}") + ","
                + "{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"tools/call\",\"params\":{\"name\":\"nothing\"}},"
                + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}]";
        var reply = text(hub.post(Mount.FEDERATED, batch, headers("Mcp-Session-Id", session)));
        assertThat(JsonSlice.trusted(reply).asArray()).hasSize(2);
        assertThat(reply).contains("done").contains("-32602");
        assertThat(hub.events)
                .extracting(event -> event.what().operation())
                .containsExactly("tools/call", "tools/call", "notifications/initialized", "batch");
        var newer = session("2025-06-18");
        assertThat(((Reply.Json) hub.post(Mount.FEDERATED, batch, headers("Mcp-Session-Id", newer))).status())
                .isEqualTo(400);
    }

    @Test
    void batch_answersTogetherAreBoundedLikeOne() {
        hub.upstream = (_, _) ->
                TestPipeline.result("{\"content\":[{\"type\":\"text\",\"text\":\"" + "x".repeat(9_000) + "\"}]}");
        var call = legacy("tools/call", "\"name\":\"github__create\",\"arguments\":{}");
        var batch = IntStream.range(0, 50)
                .mapToObj(id -> call.replace("\"id\":7", "\"id\":" + id))
                .collect(Collectors.joining(",", "[", "]"));
        var reply = text(hub.post(Mount.FEDERATED, batch, headers("Mcp-Session-Id", session("2025-03-26"))));
        assertThat(JsonSlice.trusted(reply).asArray())
                .hasSize(50)
                .extracting(answer -> answer.asObject().get("id").orElseThrow().text())
                .doesNotHaveDuplicates();
        assertThat(reply.length()).isLessThan(2 * (int) TestPipeline.MAX_ANSWER_BYTES);
        assertThat(reply).contains("too large together");
        assertThat(hub.sent).as("calls that reached the server").hasSizeLessThan(20);
        assertThat(hub.events).hasSize(51);
    }

    @Test
    void listen_hearsOfChangesItsCallerCanSeeAndOfNoOthers() throws Exception {
        var seesOne = hub.key(ApiKey.Kind.USER, "ana", Set.of(), "execute:tools/github/create");
        var all = open(key);
        var one = open(seesOne);
        hub.catalogs.offers(hub.spec("github"), TestPipeline.offer("github", tool("create"), tool("fork")));
        assertThat(all.next(Duration.ofSeconds(1)).orElseThrow().text()).contains("tools/list_changed");
        assertThat(all.next(Duration.ZERO)).isEmpty();
        assertThat(one.next(Duration.ZERO)).isEmpty();
        hub.catalogs.lost(hub.spec("github"), "gone");
        assertThat(one.next(Duration.ofSeconds(1)).orElseThrow().text()).contains("tools/list_changed");
        assertThat(hub.feeds.count()).isEqualTo(2);
        all.close();
        assertThat(hub.kept.waiting()).as("until its client comes again").hasSize(1);
        one.close();
        assertThat(hub.kept.waiting()).hasSize(2);
    }

    @Test
    void listen_endsWhenItsKeyIsRevoked() {
        var created = hub.key(ApiKey.Kind.USER, "ana", Set.of("admin"));
        var feed = open(created);
        assertThat(feed.isEnded()).isFalse();
        hub.keys.revoke(created.substring(4, 14));
        assertThat(feed.isEnded()).isTrue();
    }

    private NotificationFeed open(String by) {
        var begun = hub.post(
                Mount.FEDERATED,
                legacy("initialize", "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{}"),
                "X-API-Key",
                by,
                "Accept",
                ACCEPT);
        var session = begun.headers().getOrDefault("Mcp-Session-Id", "none");
        var reply = hub.pipeline.handle(
                TestPipeline.inbound(Inbound.Verb.GET, Mount.FEDERATED, "", "X-API-Key", by, "Mcp-Session-Id", session),
                ClientStream.NONE);
        return ((Reply.Listen) reply).feed();
    }
}
