package io.nexusmcp.core.pipeline;

import static io.nexusmcp.core.pipeline.TestPipeline.modernAble;
import static io.nexusmcp.core.pipeline.TestPipeline.object;
import static io.nexusmcp.core.pipeline.TestPipeline.text;
import static io.nexusmcp.core.pipeline.TestPipeline.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.CanonicalJson;
import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.route.Exchange.Answer;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.core.session.RequestStates;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A modern client is asked in further requests while its call waits at a legacy server. */
class ParkedQuestionsTest {
    private static final String ALL = "{\"elicitation\":{},\"sampling\":{},\"roots\":{}}";
    private static final String NAMED = "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}";

    private final TestPipeline hub = new TestPipeline().server("github", "github", tool("create"), tool("delete"));
    private final String key = hub.admin();

    private Reply call(String members) {
        return call(hub, key, "{\"n\":1}", members, ALL, ClientStream.NONE);
    }

    private static Reply call(
            TestPipeline at, String credential, String arguments, String members, String able, ClientStream stream) {
        var params = "\"name\":\"github__create\",\"arguments\":" + arguments + members;
        var inbound = TestPipeline.inbound(
                Inbound.Verb.POST,
                Mount.FEDERATED,
                modernAble("tools/call", params, able),
                TestPipeline.modernHeaders(credential, "tools/call", "Mcp-Name", "github__create"));
        return at.pipeline.handle(inbound, stream);
    }

    private static JsonSlice result(Reply reply) {
        return object(text(reply)).get("result").orElseThrow();
    }

    private static String state(Reply reply) {
        return result(reply).asObject().string("requestState").orElseThrow();
    }

    private static List<String> questions(Reply reply) {
        return result(reply).asObject().object("inputRequests").orElseThrow().names();
    }

    private static String answers(Reply asked, String answer) {
        return retry(state(asked), "{\"" + questions(asked).getFirst() + "\":" + answer + "}");
    }

    private static String retry(String state, String responses) {
        return ",\"requestState\":\"" + state + "\",\"inputResponses\":" + responses;
    }

    @Test
    void question_endsTheRequestAndTheRetryGetsTheAnswer() {
        hub.upstream = (_, exchange) -> Ask.echo(Ask.form(exchange));
        var asked = call("");
        assertThat(text(asked))
                .contains("\"resultType\":\"input_required\"", "elicitation/create", "What is your name?")
                .doesNotContain("ttlMs");
        var done = call(answers(asked, NAMED));
        assertThat(text(done)).contains("Ada", "\"resultType\":\"complete\"");
        assertThat(hub.sent).hasSize(1);
        assertThat(hub.events)
                .extracting(event -> event.what().operation()
                        + event.verdict().reason().map(why -> " " + why).orElse(""))
                .containsExactly(
                        "elicitation/create question_asked",
                        "tools/call",
                        "elicitation/create question_answered",
                        "tools/call");
    }

    @Test
    void retryThatComesTwice_getsTheSameOutcomeAndIsExecutedOnce() throws Exception {
        var runs = new AtomicInteger();
        var go = new CountDownLatch(1);
        hub.upstream = (_, exchange) -> {
            var answer = Ask.form(exchange);
            runs.incrementAndGet();
            go.countDown();
            return Ask.echo(answer);
        };
        var asked = call("");
        var members = answers(asked, NAMED);
        var first = CompletableFuture.supplyAsync(() -> call(members));
        var second = CompletableFuture.supplyAsync(() -> call(answers(asked, NAMED.replace("Ada", "Eve"))));
        go.await();
        var outcomes = List.of(text(first.get()), text(second.get()), text(call(members)));
        assertThat(Set.copyOf(outcomes)).hasSize(1);
        assertThat(runs).hasValue(1);
    }

    @Test
    void severalQuestionsAtOnce_areAskedTogether() {
        hub.upstream = (_, exchange) -> {
            var sampled =
                    CompletableFuture.supplyAsync(() -> exchange.ask("sampling/createMessage", object(Ask.SAMPLE)));
            var named = Ask.form(exchange);
            return named instanceof Answer.Given && sampled.join() instanceof Answer.Given
                    ? TestPipeline.result("{\"content\":[]}")
                    : Ask.echo(named);
        };
        var asked = call("");
        assertThat(questions(asked)).hasSize(2);
        var keys = questions(asked);
        var half = call(retry(state(asked), "{\"" + keys.getFirst() + "\":" + NAMED + ",\"other\":{}}"));
        assertThat(questions(half)).as("what was not answered").containsExactly(keys.getLast());
        var done = call(retry(state(half), "{\"" + keys.getLast() + "\":" + NAMED + "}"));
        assertThat(text(done)).contains("\"content\":[]");
    }

    @Test
    void retryWithoutAnswers_isAskedAgain() {
        hub.upstream = (_, exchange) -> Ask.echo(Ask.form(exchange));
        var asked = call("");
        var again = call(retry(state(asked), "{}"));
        assertThat(questions(again)).isEqualTo(questions(asked));
        assertThat(text(call(answers(again, NAMED)))).contains("Ada");
    }

    @Test
    void twoRounds_eachHasItsOwnState() {
        hub.upstream = (_, exchange) -> {
            Ask.form(exchange);
            return Ask.echo(Ask.form(exchange));
        };
        var first = call("");
        var second = call(answers(first, NAMED));
        assertThat(state(second)).isNotEqualTo(state(first));
        assertThat(text(call(answers(first, NAMED))))
                .as("a repeated first answer")
                .contains("input_required");
        assertThat(text(call(answers(second, NAMED.replace("Ada", "Bea"))))).contains("Bea");
    }

    @Test
    void stateOfAnotherCaller_isRefusedAndTheCallWaits() {
        hub.upstream = (_, exchange) -> Ask.echo(Ask.form(exchange));
        var asked = call("");
        var other = hub.key(ApiKey.Kind.USER, "other", Set.of("admin"));
        assertThat(text(call(hub, other, "{\"n\":1}", answers(asked, NAMED), ALL, ClientStream.NONE)))
                .contains("-32602");
        assertThat(text(call(answers(asked, NAMED)))).contains("Ada");
    }

    @Test
    void stateForOtherArguments_isRefusedAndTheCallWaits() {
        hub.upstream = (_, exchange) -> Ask.echo(Ask.form(exchange));
        var asked = call("");
        assertThat(text(call(hub, key, "{\"n\":2}", answers(asked, NAMED), ALL, ClientStream.NONE)))
                .contains("-32602");
        assertThat(text(call(hub, key, "{ \"n\" : 1 }", answers(asked, NAMED), ALL, ClientStream.NONE)))
                .as("only the layout differs")
                .contains("Ada");
        assertThat(hub.sent).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"AAAA\"", "7", "null", "\"v1.b64.b64\""})
    void stateThatWasNotGiven_isRefused(String given) {
        assertThat(text(call(",\"requestState\":" + given))).contains("-32602");
        assertThat(hub.sent).isEmpty();
    }

    @Test
    void stateWithOneBitChanged_isRefused() {
        hub.upstream = (_, exchange) -> Ask.echo(Ask.form(exchange));
        var state = state(call(""));
        char last = state.charAt(state.length() / 2);
        var changed = state.substring(0, state.length() / 2)
                + (last == 'A' ? 'B' : 'A')
                + state.substring(state.length() / 2 + 1);
        assertThat(text(call(retry(changed, "{}")))).contains("-32602");
    }

    @Test
    void stateOfANodeThatIsGone_saysToStartAgainAndRunsNothing() {
        var asking = object("{\"method\":\"tools/call\",\"name\":\"github__create\",\"arguments\":{\"n\":1}}");
        var binding = new RequestStates.Binding(
                "key:" + hub.keys.list().getFirst().id(),
                Mount.FEDERATED,
                new ServerName("github"),
                CanonicalJson.sha256Hex(asking.whole()));
        var elsewhere = new RequestStates.State.Parked(UUID.randomUUID(), UUID.randomUUID(), 1);
        var state = hub.rules.states().seal(elsewhere, binding, TestPipeline.NOW.plusSeconds(60));
        assertThat(text(call(retry(state, "{}")))).contains("isError", "start again");
        var old = hub.rules.states().seal(elsewhere, binding, TestPipeline.NOW);
        assertThat(text(call(retry(old, "{}")))).contains("isError", "start again");
        assertThat(hub.sent).isEmpty();
    }

    @Test
    void answerThatIsNoObject_isRefusedAndTheCallWaits() {
        hub.upstream = (_, exchange) -> Ask.echo(Ask.form(exchange));
        var asked = call("");
        assertThat(text(call(answers(asked, "\"Ada\"")))).contains("-32602");
        assertThat(text(call(answers(asked, NAMED)))).contains("Ada");
    }

    /** Between its rounds no request is open; what a caller may park is bounded by a number of its own. */
    @Test
    void parkedCall_betweenRounds_holdsNoneOfItsCallersPlaces() {
        hub.upstream = (_, exchange) -> {
            assertThat(hub.rules.calls().open()).isOne();
            return Ask.echo(Ask.form(exchange));
        };
        var asked = call("");
        assertThat(hub.questions.count()).isOne();
        assertThat(hub.rules.calls().open()).isZero();
        assertThat(text(call(answers(asked, NAMED)))).contains("Ada");
    }

    @Test
    void questionNobodyAnswers_expiresAndTheServerIsTold() {
        var limits = TestPipeline.limits(Duration.ofMillis(100), 4, 8);
        var brief = new TestPipeline(limits).server("github", "github", tool("create"));
        var mine = brief.admin();
        var cancelled = new CompletableFuture<Boolean>();
        brief.upstream = (_, exchange) -> {
            exchange.onCancel(() -> cancelled.complete(true));
            return Ask.echo(Ask.form(exchange));
        };
        var asked = call(brief, mine, "{\"n\":1}", "", ALL, ClientStream.NONE);
        assertThat(cancelled.join()).isTrue();
        await().until(() -> brief.questions.count() == 0);
        assertThat(text(call(brief, mine, "{\"n\":1}", answers(asked, NAMED), ALL, ClientStream.NONE)))
                .contains("isError", "start again");
        await().untilAsserted(() -> assertThat(brief.events)
                .anyMatch(event -> event.verdict().reason().equals(Optional.of("question_expired"))));
        assertThat(brief.sent).as("nothing runs again by itself").hasSize(1);
    }

    @Test
    void callerThatParksTooMuch_losesItsOwnOldestAndNobodyElses() {
        var limits = TestPipeline.limits(Duration.ofMinutes(1), 2, 3);
        var small = new TestPipeline(limits).server("github", "github", tool("create"));
        small.upstream = (_, exchange) -> Ask.echo(Ask.form(exchange));
        var modest = small.admin();
        var greedy = small.key(ApiKey.Kind.USER, "greedy", Set.of("admin"));
        var late = small.key(ApiKey.Kind.USER, "late", Set.of("admin"));
        var kept = call(small, modest, "{\"n\":1}", "", ALL, ClientStream.NONE);
        var oldest = call(small, greedy, "{\"n\":1}", "", ALL, ClientStream.NONE);
        var newer = call(small, greedy, "{\"n\":1}", "", ALL, ClientStream.NONE);
        var newest = call(small, greedy, "{\"n\":1}", "", ALL, ClientStream.NONE);
        assertThat(text(call(small, late, "{\"n\":1}", "", ALL, ClientStream.NONE)))
                .as("no room, and nothing of its own to give up")
                .contains("refused -32603");
        assertThat(text(call(small, greedy, "{\"n\":1}", answers(oldest, NAMED), ALL, ClientStream.NONE)))
                .contains("start again");
        assertThat(List.of(
                        text(call(small, modest, "{\"n\":1}", answers(kept, NAMED), ALL, ClientStream.NONE)),
                        text(call(small, greedy, "{\"n\":1}", answers(newer, NAMED), ALL, ClientStream.NONE)),
                        text(call(small, greedy, "{\"n\":1}", answers(newest, NAMED), ALL, ClientStream.NONE))))
                .allMatch(answer -> answer.contains("Ada"));
    }

    @Test
    void undeclaredQuestion_isNeverPutAndTheFailureNamesTheCapability() {
        hub.upstream = (_, exchange) -> {
            var answer = exchange.ask("sampling/createMessage", object(Ask.SAMPLE));
            assertThat(answer).isInstanceOf(Answer.Refused.class);
            return new UpstreamReply.Failure(
                    Revision.V2025_11_25, -32602, object("{\"code\":-32602,\"message\":\"no sampling\"}"));
        };
        var reply = call(hub, key, "{\"n\":1}", "", "{\"elicitation\":{}}", ClientStream.NONE);
        assertThat(text(reply)).contains("-32021", "\"requiredCapabilities\":{\"sampling\":{}}");
        assertThat(((Reply.Json) reply).status()).isEqualTo(400);
    }

    @Test
    void clientThatDeclaresNothing_declaresNothingToTheServer() {
        hub.upstream = (_, exchange) -> {
            assertThat(exchange.abilities().isEmpty()).isTrue();
            return Ask.echo(Ask.form(exchange));
        };
        assertThat(text(call(hub, key, "{\"n\":1}", "", "{}", ClientStream.NONE)))
                .contains("refused -32601");
    }

    @Test
    void clientThatLeavesWhileItWaits_cancelsTheCall() throws Exception {
        var leaving = new CopyOnWriteArrayList<Runnable>();
        var stream = new ClientStream() {
            @Override
            public boolean canStream() {
                return true;
            }

            @Override
            public void send(JsonSlice message) {
                // not looked at
            }

            @Override
            public void onDisconnect(Runnable action) {
                leaving.add(action);
            }
        };
        var begun = new CountDownLatch(1);
        hub.upstream = (_, exchange) -> {
            var cancelled = new CompletableFuture<Boolean>();
            exchange.onCancel(() -> cancelled.complete(true));
            begun.countDown();
            cancelled.join();
            return TestPipeline.result("{\"content\":[]}");
        };
        var reply = CompletableFuture.supplyAsync(() -> call(hub, key, "{\"n\":1}", "", ALL, stream));
        begun.await();
        await().until(() -> !leaving.isEmpty());
        leaving.forEach(Runnable::run);
        assertThat(text(reply.get())).contains("content");
    }

    @Test
    void stateOfAModernServer_goesRoundSealedAndComesBackAsItWas() {
        hub.modernServer("github", tool("create"), tool("delete"));
        hub.upstream = (_, exchange) -> exchange.resumption()
                .<UpstreamReply>map(brought -> new UpstreamReply.Result(
                        Revision.V2026_07_28,
                        object("{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\""
                                + brought.state().orElse("none") + " "
                                + brought.responses().keySet() + "\"}]}")))
                .orElseGet(() -> new UpstreamReply.Result(
                        Revision.V2026_07_28,
                        object("{\"resultType\":\"input_required\",\"requestState\":\"server-own\",\"inputRequests\":"
                                + "{\"who\":{\"method\":\"elicitation/create\",\"params\":" + Ask.FORM + "}}}")));
        var asked = call("");
        assertThat(questions(asked)).containsExactly("who");
        assertThat(state(asked)).doesNotContain("server-own");
        assertThat(text(call(answers(asked, NAMED)))).contains("server-own [who]");
        assertThat(text(call(hub, key, "{\"n\":2}", answers(asked, NAMED), ALL, ClientStream.NONE)))
                .contains("-32602");
        assertThat(text(call(",\"requestState\":\"server-own\""))).contains("-32602");
    }

    @Test
    void modernServerThatAsksWhatWasNotDeclared_isNotHeard() {
        hub.modernServer("github", tool("create"));
        hub.upstream = (_, _) -> new UpstreamReply.Result(
                Revision.V2026_07_28,
                object("{\"resultType\":\"input_required\",\"inputRequests\":{\"r\":{\"method\":\"roots/list\"}}}"));
        assertThat(text(call(hub, key, "{\"n\":1}", "", "{\"elicitation\":{}}", ClientStream.NONE)))
                .contains("-32021", "\"roots\":{}")
                .doesNotContain("inputRequests");
    }

    @Test
    void mountIsPartOfTheState() {
        hub.upstream = (_, exchange) -> Ask.echo(Ask.form(exchange));
        var asked = call("");
        var params = "\"name\":\"create\",\"arguments\":{\"n\":1}" + answers(asked, NAMED);
        var reply = hub.post(
                Mount.of(new ServerName("github")),
                modernAble("tools/call", params, ALL),
                TestPipeline.modernHeaders(key, "tools/call", "Mcp-Name", "create"));
        assertThat(text(reply)).contains("-32602");
    }

    @Test
    void pagesThatALegacyServerRequires_areAskedAndTheNextCallIsANewOne() {
        hub.upstream = (_, _) -> Ask.pageRequired("https://example.com/in");
        var able = "{\"elicitation\":{\"url\":{}}}";
        var asked = call(hub, key, "{\"n\":1}", "", able, ClientStream.NONE);
        assertThat(text(asked))
                .contains("input_required", "https://example.com/in", "\"mode\":\"url\"")
                .doesNotContain("elicitationId", "requestState");
        hub.upstream = (_, _) -> TestPipeline.result("{\"content\":[]}");
        var answered = ",\"inputResponses\":{\"q1\":{\"action\":\"accept\"}}";
        assertThat(text(call(hub, key, "{\"n\":1}", answered, able, ClientStream.NONE)))
                .contains("\"content\":[]");
        assertThat(hub.sent).hasSize(2);
    }

    @Test
    void pageForAClientThatHasNoBrowser_isSaidInWords() {
        hub.upstream = (_, _) -> Ask.pageRequired("https://example.com/in");
        assertThat(text(call(""))).contains("isError", "visit a page").doesNotContain("example.com");
    }

    @Test
    void requiredPageThatIsNotHttps_isHeldBack() {
        hub.upstream = (_, _) -> Ask.pageRequired("http://example.com/in");
        assertThat(text(call(hub, key, "{\"n\":1}", "", "{\"elicitation\":{\"url\":{}}}", ClientStream.NONE)))
                .contains("isError", "url-scheme")
                .doesNotContain("example.com");
    }

    @Test
    void endThatIsLarge_isToldOnceAndNotKept() {
        var large = "{\"content\":[{\"type\":\"text\",\"text\":\"" + "x".repeat(2 << 20) + "\"}]}";
        hub.upstream = (_, exchange) -> {
            Ask.form(exchange);
            return TestPipeline.result(large);
        };
        var asked = call("");
        assertThat(text(call(answers(asked, NAMED)))).hasSizeGreaterThan(2 << 20);
        await().untilAsserted(
                        () -> assertThat(text(call(answers(asked, NAMED)))).contains("start again"));
        assertThat(hub.sent).hasSize(1);
    }
}
