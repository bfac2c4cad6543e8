package io.nexusmcp.core.pipeline;

import static io.nexusmcp.core.pipeline.TestPipeline.legacy;
import static io.nexusmcp.core.pipeline.TestPipeline.object;
import static io.nexusmcp.core.pipeline.TestPipeline.text;
import static io.nexusmcp.core.pipeline.TestPipeline.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.route.Exchange.Answer;
import io.nexusmcp.core.route.UpstreamReply;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.json.JsonText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A legacy client is asked on the stream of its call and posts its answer. */
class StreamQuestionsTest {
    private static final String ALL = "{\"elicitation\":{\"form\":{},\"url\":{}},\"sampling\":{},\"roots\":{}}";
    private static final String NAMED = "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}";

    private TestPipeline hub = new TestPipeline().server("github", "github", tool("create"));
    private String key = hub.admin();

    /** Keeps what is sent before the answer. */
    private static final class Recorded implements ClientStream {
        private final List<JsonObject> sent = new CopyOnWriteArrayList<>();

        @Override
        public boolean canStream() {
            return true;
        }

        @Override
        public void send(JsonSlice message) {
            sent.add(message.asObject());
        }

        @Override
        public void onDisconnect(Runnable action) {
            // stays
        }

        JsonObject question() {
            await().until(() -> sent.stream().anyMatch(message -> message.has("id")));
            return sent.stream()
                    .filter(message -> message.has("id"))
                    .reduce((_, last) -> last)
                    .orElseThrow();
        }
    }

    private String session(String credential, String revision, String capabilities) {
        var reply = hub.post(
                Mount.FEDERATED,
                legacy(
                        "initialize",
                        "\"protocolVersion\":\"" + revision + "\",\"capabilities\":" + capabilities
                                + ",\"clientInfo\":{\"name\":\"t\"}"),
                headers(credential));
        hub.events.clear();
        return reply.headers().getOrDefault("Mcp-Session-Id", "none");
    }

    private static String[] headers(String credential, String... more) {
        var all = new ArrayList<>(List.of("X-API-Key", credential, "Accept", "application/json, text/event-stream"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private CompletableFuture<Reply> call(String session, ClientStream stream) {
        var inbound = TestPipeline.inbound(
                Inbound.Verb.POST,
                Mount.FEDERATED,
                legacy("tools/call", "\"name\":\"github__create\",\"arguments\":{}"),
                headers(key, "Mcp-Session-Id", session));
        return CompletableFuture.supplyAsync(() -> hub.pipeline.handle(inbound, stream));
    }

    private Reply post(String credential, String session, String body) {
        return hub.post(Mount.FEDERATED, body, headers(credential, "Mcp-Session-Id", session));
    }

    private static String answer(JsonObject question, String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + question.get("id").orElseThrow().text() + ",\"result\":" + result + "}";
    }

    private static String failure(JsonObject question, int code) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + question.get("id").orElseThrow().text() + ",\"error\":{\"code\":" + code
                + ",\"message\":\"no\"}}";
    }

    @Test
    void question_goesOnTheCallsStreamAndItsAnswerToTheServer() throws Exception {
        hub.upstream = (_, exchange) -> Ask.echo(Ask.form(exchange));
        var session = session(key, "2025-11-25", ALL);
        var stream = new Recorded();
        var reply = call(session, stream);
        var question = stream.question();
        assertThat(question.string("method")).contains("elicitation/create");
        assertThat(post(key, session, answer(question, NAMED))).isInstanceOf(Reply.Empty.class);
        assertThat(text(reply.get())).contains("Ada");
        assertThat(hub.events)
                .extracting(event -> event.what().operation()
                        + event.verdict().reason().map(why -> " " + why).orElse(""))
                .containsExactlyInAnyOrder(
                        "elicitation/create question_asked",
                        "response",
                        "elicitation/create question_answered",
                        "tools/call");
    }

    @Test
    void answerFromAnotherSessionOrCaller_countsForNothing() throws Exception {
        hub.upstream = (_, exchange) -> Ask.echo(Ask.form(exchange));
        var session = session(key, "2025-11-25", ALL);
        var stream = new Recorded();
        var reply = call(session, stream);
        var question = stream.question();
        var forged = answer(question, NAMED.replace("Ada", "Mallory"));
        var mallory = hub.key(ApiKey.Kind.USER, "mallory", Set.of("admin"));
        assertThat(((Reply.Empty) post(mallory, session(mallory, "2025-11-25", ALL), forged)).status())
                .isEqualTo(202);
        assertThat(((Reply.Json) post(mallory, session, forged)).status()).isEqualTo(404);
        assertThat(((Reply.Empty) post(key, session(key, "2025-11-25", ALL), forged)).status())
                .isEqualTo(202);
        assertThat(reply).isNotDone();
        post(key, session, answer(question, NAMED));
        assertThat(text(reply.get())).contains("Ada").doesNotContain("Mallory");
    }

    @Test
    void answerThatComesTwice_countsOnce() throws Exception {
        hub.upstream = (_, exchange) -> {
            Ask.form(exchange);
            return Ask.echo(Ask.form(exchange));
        };
        var session = session(key, "2025-11-25", ALL);
        var stream = new Recorded();
        var reply = call(session, stream);
        var first = stream.question();
        post(key, session, answer(first, NAMED));
        await().until(() -> stream.sent.size() == 2);
        post(key, session, answer(first, NAMED.replace("Ada", "Again")));
        post(key, session, answer(stream.sent.getLast(), NAMED.replace("Ada", "Bea")));
        assertThat(text(reply.get())).contains("Bea");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2025-11-25|{}|elicitation/create|-32602",
                "2025-11-25|{\"elicitation\":{\"url\":{}}}|elicitation/create|-32602",
                "2025-03-26|{\"elicitation\":{}}|elicitation/create|-32602",
                "2025-11-25|{\"elicitation\":{}}|sampling/createMessage|-32601",
                "2025-11-25|{\"sampling\":{}}|roots/list|-32601",
                "2025-11-25|{\"sampling\":{}}|tools/list|-32601",
            })
    void undeclaredQuestion_isRefusedWithoutBotheringTheClient(
            String revision, String capabilities, String method, String code) throws Exception {
        var params = method.startsWith("elicit") ? Ask.FORM : Ask.SAMPLE;
        hub.upstream = (_, exchange) -> Ask.echo(exchange.ask(method, object(params)));
        var stream = new Recorded();
        assertThat(text(call(session(key, revision, capabilities), stream).get()))
                .contains("refused " + code);
        assertThat(stream.sent).isEmpty();
    }

    @Test
    void formForAPassword_isRefusedAndAudited() throws Exception {
        hub.upstream = (_, exchange) ->
                Ask.echo(exchange.ask("elicitation/create", object(Ask.FORM.replace("\"name\"", "\"password\""))));
        var stream = new Recorded();
        assertThat(text(call(session(key, "2025-11-25", ALL), stream).get())).contains("refused -32602");
        assertThat(stream.sent).isEmpty();
        assertThat(hub.events)
                .anyMatch(event -> event.verdict().detail().equals(Optional.of("secret-form"))
                        && event.what().operation().equals("elicitation/create"));
    }

    @Test
    void secretsInQuestionsAndAnswers_areMasked() throws Exception {
        var secret = "ghp_" + "0123456789abcdefghijklmnopqrstuvwxyz";
        var seen = new CompletableFuture<String>();
        hub.upstream = (_, exchange) -> {
            var answer =
                    exchange.ask("elicitation/create", object(Ask.FORM.replace("What is your name?", "Use " + secret)));
            seen.complete(((Answer.Given) answer).result().whole().text());
            return TestPipeline.result("{\"content\":[]}");
        };
        var session = session(key, "2025-11-25", ALL);
        var stream = new Recorded();
        var reply = call(session, stream);
        var question = stream.question();
        assertThat(question.whole().text()).doesNotContain(secret);
        post(key, session, answer(question, NAMED.replace("Ada", secret)));
        reply.get();
        assertThat(seen.join()).contains("accept").doesNotContain(secret);
    }

    @Test
    void callThatWaitsForItsClient_holdsOneOfItsCallersPlaces() throws Exception {
        hub.upstream = (_, exchange) -> Ask.echo(Ask.form(exchange));
        var session = session(key, "2025-11-25", ALL);
        var stream = new Recorded();
        var waiting = call(session, stream);
        var question = stream.question();
        assertThat(hub.rules.calls().open()).isOne();
        post(key, session, answer(question, NAMED));
        assertThat(text(waiting.get())).contains("Ada");
        assertThat(hub.rules.calls().open()).isZero();
    }

    @Test
    void questionNobodyAnswers_isTakenBackFromTheClientAndRefusedToTheServer() throws Exception {
        hub = new TestPipeline(TestPipeline.limits(Duration.ofMillis(50), 4, 8))
                .server("github", "github", tool("create"));
        key = hub.admin();
        hub.upstream = (_, exchange) -> Ask.echo(Ask.form(exchange));
        var stream = new Recorded();
        assertThat(text(call(session(key, "2025-11-25", ALL), stream).get())).contains("refused -32603");
        assertThat(stream.sent.getLast().whole().text())
                .contains(
                        "notifications/cancelled",
                        stream.question().string("id").orElseThrow());
        assertThat(hub.questions.count()).isZero();
    }

    @Test
    void moreQuestionsThanACallerMayHave_areRefused() throws Exception {
        hub = new TestPipeline(TestPipeline.limits(Duration.ofMinutes(1), 1, 8))
                .server("github", "github", tool("create"));
        key = hub.admin();
        hub.upstream = (_, exchange) -> Ask.echo(Ask.form(exchange));
        var session = session(key, "2025-11-25", ALL);
        var stream = new Recorded();
        var waiting = call(session, stream);
        var question = stream.question();
        assertThat(text(call(session, new Recorded()).get())).contains("refused -32603");
        post(key, session, answer(question, NAMED));
        assertThat(text(waiting.get())).contains("Ada");
    }

    private static UpstreamReply modern(String result) {
        return new UpstreamReply.Result(Revision.V2026_07_28, object(result));
    }

    private static String required(String key, String method, String params) {
        return "{\"resultType\":\"input_required\",\"requestState\":\"s1\",\"inputRequests\":{\"" + key
                + "\":{\"method\":\"" + method + "\",\"params\":" + params + "}}}";
    }

    @Test
    void inputRequiredByAModernServer_isAskedAndTheCallSentAgain() throws Exception {
        hub.upstream = (_, exchange) -> exchange.resumption()
                .map(brought -> modern("{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":\""
                        + brought.state().orElse("") + " " + brought.responses().keySet() + "\"}]}"))
                .orElseGet(() -> modern(required("who", "elicitation/create", Ask.FORM)));
        var session = session(key, "2025-11-25", ALL);
        var stream = new Recorded();
        var reply = call(session, stream);
        post(key, session, answer(stream.question(), NAMED));
        assertThat(text(reply.get())).contains("s1 [who]").doesNotContain("resultType");
        assertThat(hub.sent).hasSize(2);
    }

    @Test
    void pageOfAModernServer_getsAnIdForAClientThatNeedsOne() throws Exception {
        hub.upstream = (_, exchange) -> exchange.resumption()
                .map(_ -> modern("{\"resultType\":\"complete\",\"content\":[]}"))
                .orElseGet(() -> modern(required(
                        "page",
                        "elicitation/create",
                        "{\"mode\":\"url\",\"message\":\"Sign in\",\"url\":\"https://example.com/a\"}")));
        var session = session(key, "2025-11-25", ALL);
        var stream = new Recorded();
        var reply = call(session, stream);
        var question = stream.question();
        assertThat(question.object("params").orElseThrow().string("elicitationId"))
                .isPresent();
        post(key, session, answer(question, "{\"action\":\"accept\"}"));
        assertThat(text(reply.get())).contains("content");
    }

    @Test
    void errorOfTheClient_closesAFormAndEndsAnythingElse() throws Exception {
        hub.upstream = (_, exchange) -> exchange.resumption()
                .map(brought -> modern("{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\",\"text\":"
                        + JsonText.quote(brought.responses()
                                .values()
                                .iterator()
                                .next()
                                .whole()
                                .text())
                        + "}]}"))
                .orElseGet(() -> modern(required("who", "elicitation/create", Ask.FORM)));
        var session = session(key, "2025-11-25", ALL);
        var form = new Recorded();
        var closed = call(session, form);
        post(key, session, failure(form.question(), -1));
        assertThat(text(closed.get())).contains("cancel");

        hub.upstream = (_, _) -> modern(required("model", "sampling/createMessage", Ask.SAMPLE));
        var model = new Recorded();
        var ended = call(session, model);
        post(key, session, failure(model.question(), -1));
        assertThat(text(ended.get())).contains("isError");
    }

    @Test
    void serverThatAsksWithoutEnd_isStopped() throws Exception {
        var rounds = new AtomicInteger();
        hub.upstream = (_, _) -> {
            rounds.incrementAndGet();
            return modern(required("who", "elicitation/create", Ask.FORM));
        };
        var session = session(key, "2025-11-25", ALL);
        var stream = new Recorded();
        var reply = call(session, stream);
        for (int round = 1; round <= 8; round++) {
            int asked = round;
            await().until(() -> stream.sent.size() == asked);
            post(key, session, answer(stream.question(), NAMED));
        }
        assertThat(text(reply.get())).contains("isError");
        assertThat(rounds).hasValue(9);
    }

    @Test
    void clientThatCancels_endsTheQuestionToo() throws Exception {
        var became = new CompletableFuture<Answer>();
        hub.upstream = (_, exchange) -> {
            became.complete(Ask.form(exchange));
            return TestPipeline.result("{\"content\":[]}");
        };
        var session = session(key, "2025-11-25", ALL);
        var stream = new Recorded();
        var reply = call(session, stream);
        stream.question();
        post(key, session, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":7}}");
        assertThat(became.get()).isInstanceOf(Answer.Over.class);
        reply.get();
        assertThat(hub.questions.count()).isZero();
    }

    @Test
    void pagesThatAServerRequires_goToAClientThatCanVisitThem() throws Exception {
        hub.upstream = (_, _) -> Ask.pageRequired("https://example.com/in");
        assertThat(text(call(session(key, "2025-11-25", ALL), new Recorded()).get()))
                .contains("-32042", "https://example.com/in", "\"elicitationId\":\"")
                .doesNotContain("\"e1\"");
        assertThat(text(call(session(key, "2025-11-25", "{\"elicitation\":{}}"), new Recorded())
                        .get()))
                .contains("isError")
                .doesNotContain("example.com");
        assertThat(text(call(session(key, "2025-06-18", ALL), new Recorded()).get()))
                .contains("isError")
                .doesNotContain("example.com");
    }
}
