package io.nexusmcp.core.pipeline;

import static io.nexusmcp.core.pipeline.TestPipeline.modernAble;
import static io.nexusmcp.core.pipeline.TestPipeline.object;
import static io.nexusmcp.core.pipeline.TestPipeline.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.policy.Restrictions;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A modern client hears on its stream how its tasks are. */
class WatchedTasksTest {
    private static final Mount WORK = Mount.of(new ServerName("work"));
    private static final String EXTENSION = "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";
    private static final String CORE = "{\"tasks\":{\"requests\":{\"tools\":{\"call\":{}}}}}";
    private static final String ASKABLE = "{\"elicitation\":{},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";
    private static final String TOOL =
            "{\"name\":\"may\",\"inputSchema\":{\"type\":\"object\"},\"execution\":{\"taskSupport\":\"optional\"}}";
    private static final String SECRET = "sk-ant-api03-" + "a".repeat(80);
    private static final Duration NOW = Duration.ZERO;
    private static final Duration SOON = Duration.ofSeconds(5);

    private final TestPipeline hub = new TestPipeline().server("work", "work");
    private final AtomicInteger looks = new AtomicInteger();
    private String header = "X-API-Key";
    private String key = hub.admin();
    private volatile String status = "working";

    private void legacyServer() {
        hub.declaring("work", Revision.V2025_11_25, CORE, TOOL);
        hub.upstream = (call, _) -> switch (call.method()) {
            case "tools/call" -> TestPipeline.result("{\"task\":" + task("working") + "}");
            case "tasks/get" -> {
                looks.incrementAndGet();
                yield TestPipeline.result(task(status));
            }
            default ->
                TestPipeline.result("{\"content\":[{\"type\":\"text\",\"text\":\"" + SECRET + "\"}],\"_meta\":"
                        + "{\"io.modelcontextprotocol/related-task\":{\"taskId\":\"own-1\"}}}");
        };
    }

    private static String task(String status) {
        return "{\"taskId\":\"own-1\",\"status\":\"" + status + "\",\"ttl\":60000,\"pollInterval\":100}";
    }

    /** @param more what stands in a task that is asked for */
    private void modernServer(String more) {
        hub.declaring("work", Revision.NEWEST, EXTENSION, TOOL);
        hub.upstream = (call, _) -> {
            var type = call.method().equals("tools/call") ? "task" : "complete";
            return new UpstreamReply.Result(
                    Revision.NEWEST,
                    object("{\"resultType\":\"" + type + "\",\"taskId\":\"own-1\",\"pollIntervalMs\":100,\"status\":\""
                            + (type.equals("task") ? "working" : status) + "\"" + more + "}"));
        };
    }

    private Reply send(String credential, Mount mount, String body) {
        var method = object(body).string("method").orElseThrow();
        var headers = new ArrayList<>(List.of(TestPipeline.modernHeaders(credential, method)));
        headers.set(0, header);
        var params = object(body).object("params").orElseThrow();
        headers.addAll(List.of(
                "Mcp-Name",
                params.string("name").or(() -> params.string("taskId")).orElse("-")));
        var inbound = TestPipeline.inbound(Inbound.Verb.POST, mount, body, headers.toArray(String[]::new));
        return hub.pipeline.handle(inbound, ClientStream.NONE);
    }

    private String begun(String credential, String able) {
        var made = text(send(credential, WORK, modernAble("tools/call", "\"name\":\"may\"", able)));
        return object(made)
                .object("result")
                .flatMap(task -> task.string("taskId"))
                .orElseThrow();
    }

    private String begun() {
        return begun(key, EXTENSION);
    }

    private static String listening(String... ids) {
        return modernAble(
                "subscriptions/listen",
                "\"notifications\":{\"taskIds\":[\"" + String.join("\",\"", ids) + "\"]}",
                EXTENSION);
    }

    private NotificationFeed open(String credential, String body) {
        return ((Reply.Listen) send(credential, WORK, body)).feed();
    }

    private static String next(NotificationFeed feed, Duration patience) throws InterruptedException {
        return feed.next(patience).map(JsonSlice::text).orElse("nothing");
    }

    private static String honoured(NotificationFeed feed) throws InterruptedException {
        var first = object(next(feed, SOON));
        assertThat(first.string("method")).contains("notifications/subscriptions/acknowledged");
        return first.object("params")
                .flatMap(params -> params.get("notifications"))
                .orElseThrow()
                .text();
    }

    private static JsonObject told(NotificationFeed feed) throws InterruptedException {
        var message = object(next(feed, SOON));
        assertThat(message.string("method")).contains("notifications/tasks");
        return message.object("params").orElseThrow();
    }

    private List<AuditEvent> events(String operation) {
        return hub.events.stream()
                .filter(event -> event.what().operation().equals(operation))
                .toList();
    }

    private void awaitLooks(int more) {
        int before = looks.get();
        await().atMost(SOON).until(() -> looks.get() >= before + more);
    }

    @Test
    void end_isToldAfterTheAcknowledgementWithItsFilteredResult() throws Exception {
        legacyServer();
        var id = begun();
        status = "completed";
        try (var feed = open(key, listening(id))) {
            assertThat(honoured(feed)).isEqualTo("{\"taskIds\":[\"" + id + "\"]}");
            var task = told(feed);
            assertThat(task.string("taskId")).contains(id);
            assertThat(task.string("status")).contains("completed");
            assertThat(task.has("resultType")).isFalse();
            assertThat(task.object("result").flatMap(result -> result.get("content")))
                    .isPresent();
            assertThat(task.object("_meta").orElseThrow().whole().text())
                    .isEqualTo("{\"io.modelcontextprotocol/subscriptionId\":7}");
            assertThat(task.whole().text()).doesNotContain(SECRET, "own-1", "related-task");
        }
        assertThat(events("notifications/tasks")).singleElement().satisfies(event -> {
            assertThat(event.what().target()).contains("may");
            assertThat(event.verdict().outcome()).isEqualTo(AuditEvent.Outcome.ALLOWED);
            assertThat(event.verdict().reason()).contains("redacted");
        });
    }

    @Test
    void idThatIsAString_staysOne() throws Exception {
        legacyServer();
        status = "completed";
        try (var feed = open(key, listening(begun()).replace("\"id\":7", "\"id\":\"seven\""))) {
            honoured(feed);
            assertThat(told(feed).whole().text()).contains("subscriptionId\":\"seven\"");
        }
    }

    @Test
    void looks_areToldWhenTheyShowSomethingNewAndEndWithTheTask() throws Exception {
        legacyServer();
        try (var feed = open(key, listening(begun()))) {
            honoured(feed);
            awaitLooks(3);
            assertThat(next(feed, NOW)).isEqualTo("nothing");
            status = "completed";
            assertThat(told(feed).string("status")).contains("completed");
            int last = looks.get();
            assertThat(next(feed, Duration.ofMillis(300))).isEqualTo("nothing");
            assertThat(looks).hasValue(last);
            assertThat(feed.isEnded()).isFalse();
        }
        assertThat(events("notifications/tasks")).hasSize(1);
    }

    @Test
    void taskThatHadEndedBefore_isToldAllTheSame() throws Exception {
        legacyServer();
        var id = begun();
        status = "completed";
        send(key, WORK, modernAble("tasks/get", "\"taskId\":\"" + id + "\"", EXTENSION));
        try (var feed = open(key, listening(id))) {
            honoured(feed);
            assertThat(told(feed).string("status")).contains("completed");
        }
    }

    @Test
    void questions_areToldOnceAndOnlyToWhomTheyMayBePut() throws Exception {
        modernServer(",\"inputRequests\":{\"q\":{\"method\":\"elicitation/create\",\"params\":{\"message\":\"Sure?\","
                + "\"requestedSchema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}}}}");
        var id = begun(key, ASKABLE);
        status = "input_required";
        try (var able = open(key, listening(id).replace(EXTENSION, ASKABLE));
                var other = open(key, listening(id))) {
            honoured(able);
            honoured(other);
            var task = told(able);
            assertThat(task.string("status")).contains("input_required");
            assertThat(task.object("inputRequests").orElseThrow().names()).containsExactly("q");
            assertThat(next(able, Duration.ofMillis(300))).isEqualTo("nothing");
            assertThat(next(other, NOW)).isEqualTo("nothing");
        }
        assertThat(events("elicitation/create")).hasSize(1);
    }

    /** The hub looks every now and then, and its answer may need time to arrive. */
    @Test
    void questionThatMayNotBePut_isRecordedOnceHoweverOftenTheHubLooks() throws Exception {
        modernServer(",\"inputRequests\":{\"q\":{\"method\":\"elicitation/create\",\"params\":{\"message\":\"Your"
                + " password?\",\"requestedSchema\":{\"type\":\"object\",\"properties\":{\"password\":{\"type\":"
                + "\"string\"}}}}}}");
        var id = begun(key, ASKABLE);
        status = "input_required";
        try (var feed = open(key, listening(id).replace(EXTENSION, ASKABLE))) {
            honoured(feed);
            await().atMost(SOON)
                    .until(() -> hub.sent.stream()
                                    .filter(call -> call.method().equals("tasks/update"))
                                    .count()
                            >= 3);
            assertThat(next(feed, NOW)).isEqualTo("nothing");
        }
        assertThat(events("elicitation/create"))
                .singleElement()
                .satisfies(event -> assertThat(event.verdict().reason()).contains("question_refused"));
    }

    @Test
    void idsOfOthersChangedOnesAndUnknownOnes_areLeftOutAlike() throws Exception {
        legacyServer();
        var own = begun();
        var other = hub.key(ApiKey.Kind.USER, "bob", Set.of("admin"));
        var foreign = begun(other, EXTENSION);
        var changed = (own.startsWith("A") ? "B" : "A") + own.substring(1);
        status = "completed";
        try (var feed = open(key, listening("never", foreign, own, changed))) {
            assertThat(honoured(feed)).isEqualTo("{\"taskIds\":[\"" + own + "\"]}");
            assertThat(told(feed).string("taskId")).contains(own);
            assertThat(next(feed, Duration.ofMillis(300))).isEqualTo("nothing");
        }
        var elsewhere = (Reply.Listen) send(key, Mount.FEDERATED, listening(own));
        try (var feed = elsewhere.feed()) {
            assertThat(honoured(feed)).isEqualTo("{}");
        }
        assertThat(events("tasks/listen"))
                .extracting(event -> event.verdict().reason().orElse("honoured"))
                .containsExactly("unknown_task", "unknown_task", "honoured", "unknown_task", "unknown_task");
        assertThat(hub.events.toString()).doesNotContain(own, foreign, "never");
    }

    @Test
    void clientThatDoesNotKnowTasks_isToldOfNone() throws Exception {
        legacyServer();
        var id = begun();
        hub.declaring("work", Revision.V2025_11_25, "{}", TOOL);
        try (var feed = open(key, listening(id).replace(EXTENSION, "{}"))) {
            assertThat(honoured(feed)).isEqualTo("{}");
        }
    }

    @Test
    void toolThatIsNotPermittedAnyMore_silencesItsTaskAndNothingElse() throws Exception {
        legacyServer();
        header = "X-Agent-Key";
        key = hub.key(ApiKey.Kind.AGENT, "robot", Set.of("admin"));
        try (var feed = open(key, listening(begun()))) {
            honoured(feed);
            awaitLooks(1);
            hub.rules = hub.rules(new Restrictions(true, Map.of("robot", Set.of("work/not"))), TestPipeline.AMPLE, 100);
            await().atMost(SOON).until(() -> !events("notifications/tasks").isEmpty());
            int last = looks.get();
            status = "completed";
            assertThat(next(feed, Duration.ofMillis(300))).isEqualTo("nothing");
            assertThat(looks).hasValue(last);
            assertThat(feed.isEnded()).isFalse();
        }
        assertThat(events("notifications/tasks"))
                .singleElement()
                .satisfies(event -> assertThat(event.verdict().reason()).contains("unknown_task"));
    }

    /** The client reads slowly, and loses its right meanwhile. */
    @Test
    void outcomeThatWaits_isNotToldToWhoMayNotHaveItAnyMore() throws Exception {
        legacyServer();
        header = "X-Agent-Key";
        key = hub.key(ApiKey.Kind.AGENT, "robot", Set.of("admin"));
        status = "completed";
        try (var feed = open(key, listening(begun()))) {
            honoured(feed);
            await().atMost(SOON).until(() -> !events("notifications/tasks").isEmpty());
            hub.rules = hub.rules(new Restrictions(true, Map.of("robot", Set.of("work/not"))), TestPipeline.AMPLE, 100);
            assertThat(next(feed, SOON)).isEqualTo("nothing");
        }
    }

    @Test
    void revokedKey_endsTheLooksWithTheStream() throws Exception {
        hub.admin();
        legacyServer();
        try (var feed = open(key, listening(begun()))) {
            honoured(feed);
            awaitLooks(1);
            hub.keys.revoke(key.substring(4, 14));
            assertThat(feed.isEnded()).isTrue();
            awaitSilence();
        }
    }

    @Test
    void closedStream_endsTheLooks() throws Exception {
        legacyServer();
        var feed = open(key, listening(begun()));
        honoured(feed);
        awaitLooks(1);
        feed.close();
        awaitSilence();
        assertThat(hub.feeds.count()).isZero();
    }

    /** Longer than the pause between two looks. */
    private void awaitSilence() {
        var before = new AtomicInteger(-1);
        await().pollInterval(Duration.ofMillis(400))
                .atMost(SOON)
                .until(() -> before.getAndSet(looks.get()) == looks.get());
    }

    @Test
    void lookThatFails_isTriedAgain() throws Exception {
        legacyServer();
        var id = begun();
        var good = hub.upstream;
        var failures = new AtomicInteger();
        hub.upstream = (call, exchange) -> switch (failures.incrementAndGet()) {
            case 1 -> throw new Refused(new Refusal.UpstreamFailed(call.server(), "slow today"));
            case 2 -> throw new IllegalStateException("a fault");
            default -> good.answer(call, exchange);
        };
        status = "completed";
        try (var feed = open(key, listening(id))) {
            honoured(feed);
            assertThat(told(feed).string("status")).contains("completed");
        }
    }

    @Test
    void resultThatIsWithheld_isNotAskedForAgainAndAgain() throws Exception {
        legacyServer();
        var strict = TOOL.replace(
                "\"execution\"",
                "\"outputSchema\":{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"]},"
                    + "\"execution\"");
        hub.declaring("work", Revision.V2025_11_25, CORE, strict);
        status = "completed";
        try (var feed = open(key, listening(begun()))) {
            honoured(feed);
            assertThat(next(feed, Duration.ofMillis(400))).isEqualTo("nothing");
            assertThat(looks).hasValue(1);
        }
        assertThat(events("notifications/tasks"))
                .singleElement()
                .satisfies(event -> assertThat(event.verdict().reason()).contains("withheld"));
    }

    @Test
    void serverThatIsAway_isWaitedFor() throws Exception {
        legacyServer();
        var id = begun();
        hub.catalogs.lost(hub.spec("work"), "away");
        status = "completed";
        try (var feed = open(key, listening(id))) {
            assertThat(honoured(feed)).isEqualTo("{\"taskIds\":[\"" + id + "\"]}");
            assertThat(next(feed, Duration.ofMillis(200))).isEqualTo("nothing");
            legacyServer();
            assertThat(told(feed).string("status")).contains("completed");
        }
    }

    @Test
    void outcomeThatCannotBeRecorded_isNotTold() throws Exception {
        legacyServer();
        try (var feed = open(key, listening(begun()))) {
            honoured(feed);
            hub.isAuditBroken = true;
            status = "completed";
            awaitLooks(3);
            assertThat(next(feed, NOW)).isEqualTo("nothing");
            hub.isAuditBroken = false;
            assertThat(told(feed).string("status")).contains("completed");
        }
    }

    @Test
    void tasksAndResources_areBoundedTogether() throws Exception {
        legacyServer();
        assertThat(text(send(key, WORK, listening("1", "2", "3", "4", "5")))).contains("429");
        assertThat(hub.events.getLast().verdict().reason()).contains("too_many_at_once");
        var uris = modernAble(
                "subscriptions/listen",
                "\"notifications\":{\"resourceSubscriptions\":[\"demo://work/1\",\"demo://work/2\",\"demo://work/3\"]}",
                EXTENSION);
        var both = listening(begun(), begun());
        try (var first = open(key, uris)) {
            assertThat(first.isEnded()).isFalse();
            assertThat(text(send(key, WORK, both))).contains("429");
        }
        try (var feed = open(key, both)) {
            assertThat(honoured(feed)).contains("taskIds");
            assertThat(text(send(key, WORK, uris))).contains("429");
            status = "completed";
            told(feed);
            told(feed);
            var more = await().atMost(SOON).until(() -> send(key, WORK, uris), reply -> reply instanceof Reply.Listen);
            ((Reply.Listen) more).feed().close();
        }
    }
}
