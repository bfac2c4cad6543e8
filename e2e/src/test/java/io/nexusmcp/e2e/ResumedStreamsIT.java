package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Clients with sessions lose their streams and go on where they were, and nothing is executed a second time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResumedStreamsIT {
    private static final String PROGRESS = "notifications/progress";

    private final HttpFixture legacy = HttpFixture.start(Era.LEGACY, 0);
    private final HttpFixture modern = HttpFixture.start(Era.MODERN, 0);
    private HubProcess hub;

    @BeforeAll
    void start(@TempDir Path folder) {
        var setup = new HubSetup().http("legacy", legacy.uri()).http("modern", modern.uri());
        hub = HubProcess.start(setup, folder).awaitServer("legacy").awaitServer("modern");
    }

    @AfterAll
    void stop() {
        hub.close();
        legacy.close();
        modern.close();
    }

    private StreamClient client(String server, String revision) {
        return StreamClient.open(hub.mcp(server), hub.adminKey(), revision);
    }

    private static ObjectNode slow(int millis, String nonce) {
        return Json.object().put("millis", millis).put("nonce", nonce);
    }

    /** How often servers were told to run the call with this argument. */
    private long executions(String nonce) {
        return List.of(legacy, modern).stream()
                .flatMap(fixture -> fixture.requests().stream())
                .filter(request -> request.body().contains(nonce))
                .count();
    }

    private static List<Integer> progress(List<JsonNode> messages) {
        return messages.stream()
                .filter(message -> message.path("method").asString("").equals(PROGRESS))
                .map(message -> message.path("params").path("progress").asInt())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"legacy, 2025-03-26", "legacy, 2025-06-18", "legacy, 2025-11-25", "modern, 2025-11-25"})
    void clientThatLosesItsStream_getsTheRestAndTheAnswer(String server, String revision) {
        var client = client(server, revision);
        var nonce = "lost-" + server + revision;
        var stream = client.call(1, "slow", slow(2_000, nonce));
        int before =
                stream.message().orElseThrow().path("params").path("progress").asInt();
        var last = stream.lastId();
        stream.close();
        try (var again = client.listen(last)) {
            assertThat(again.status()).isEqualTo(200);
            var rest = again.messages();
            assertThat(progress(rest))
                    .isEqualTo(IntStream.rangeClosed(before + 1, 10).boxed().toList());
            assertThat(rest.getLast().path("id").asInt()).isEqualTo(1);
            assertThat(rest.getLast().toString()).contains("took 2000 ms");
        }
        assertThat(executions(nonce)).isEqualTo(1);
        assertThat(legacy.requests()).noneMatch(request -> request.body().contains("notifications/cancelled"));
    }

    @ParameterizedTest
    @CsvSource({"2025-03-26, false", "2025-06-18, false", "2025-11-25, true"})
    void primingEvent_isForClientsThatCanBearIt(String revision, boolean isPrimed) {
        var client = client("legacy", revision);
        try (var stream = client.call(1, "slow", slow(100, "primed"))) {
            var first = stream.next().orElseThrow();
            assertThat(first.isPriming()).isEqualTo(isPrimed);
            assertThat(first.retry()).isEqualTo(isPrimed ? "1000" : "");
            assertThat(first.id()).isNotEmpty();
            assertThat(stream.messages()).hasSize(isPrimed ? 11 : 10);
        }
    }

    @Test
    void callThatSaysNothingForLong_canBeLostToo() {
        var client = client("legacy", "2025-11-25");
        var request = Json.object().put("jsonrpc", "2.0").put("id", "quiet").put("method", "tools/call");
        request.putObject("params").put("name", "slow").set("arguments", slow(2_500, "quiet-nonce"));
        var stream = client.post(request);
        assertThat(stream.next().orElseThrow().isPriming()).isTrue();
        var last = stream.lastId();
        stream.close();
        try (var again = client.listen(last)) {
            assertThat(again.messages())
                    .singleElement()
                    .satisfies(
                            answer -> assertThat(answer.path("id").asString("")).isEqualTo("quiet"));
        }
        assertThat(executions("quiet-nonce")).isEqualTo(1);
    }

    @Test
    void severalStreamsOfASession_areEachResumedAlone() {
        var client = client("legacy", "2025-11-25");
        var lost = IntStream.rangeClosed(1, 4)
                .mapToObj(id -> {
                    var stream = client.call(id, "slow", slow(1_500, "several-" + id));
                    assertThat(stream.message()).isPresent();
                    return stream;
                })
                .toList();
        lost.forEach(EventReader::close);
        for (int id = lost.size(); id >= 1; id--) {
            try (var again = client.listen(lost.get(id - 1).lastId())) {
                var rest = again.messages();
                assertThat(rest.getLast().path("id").asInt()).isEqualTo(id);
                int own = id;
                assertThat(rest.subList(0, rest.size() - 1))
                        .allSatisfy(message -> assertThat(message.path("params")
                                        .path("progressToken")
                                        .asInt())
                                .isEqualTo(own));
                assertThat(executions("several-" + id)).isEqualTo(1);
            }
        }
    }

    @Test
    void strangersWithAnEventId_getWhatAMadeUpOneGets() {
        var client = client("legacy", "2025-11-25");
        var stream = client.call(1, "slow", slow(100, "mine"));
        stream.messages();
        var id = stream.lastId();
        var made = hub.mcp("legacy");
        var other = new Operator(hub).user("stranger", "execute:tools/*").secret();
        var madeUp = client.listen("AAAA.1");
        var expected = madeUp.body();
        assertThat(madeUp.status()).isEqualTo(400);
        assertThat(expected).contains("no such event");
        assertThat(client("legacy", "2025-11-25").listen(id).body())
                .as("another session of the same caller")
                .isEqualTo(expected);
        assertThat(StreamClient.open(made, other, "2025-11-25").listen(id).body())
                .as("another caller")
                .isEqualTo(expected);
        assertThat(new StreamClient(made, other, "2025-11-25", client.session())
                        .listen(id)
                        .status())
                .as("another caller in this session")
                .isEqualTo(404);
    }

    @Test
    void questionsOnAStreamThatWasLost_areAskedOnTheOneThatFollows() {
        var client = client("legacy", "2025-11-25");
        var stream = client.call(1, "test_input_required_result_multi_round", Json.object());
        var first = stream.message().orElseThrow();
        var last = stream.lastId();
        stream.close();
        answer(client, first, "{\"name\":\"Ada\"}");
        try (var again = client.listen(last)) {
            answer(client, again.message().orElseThrow(), "{\"color\":\"green\"}");
            assertThat(again.message().orElseThrow().toString()).contains("Ada likes green");
        }
    }

    private static void answer(StreamClient client, JsonNode question, String content) {
        var reply = Json.object().put("jsonrpc", "2.0");
        reply.set("id", question.path("id"));
        reply.putObject("result").put("action", "accept").set("content", Json.read(content));
        assertThat(client.post(reply).status()).isEqualTo(202);
    }

    @Test
    void listChangeWhileItsClientIsAway_isToldWhenItIsBack() {
        var client = client("legacy", "2025-11-25");
        var stream = client.listen("");
        assertThat(stream.next().orElseThrow().isPriming()).isTrue();
        var last = stream.lastId();
        stream.close();
        legacy.changeTools();
        try (var again = client.listen(last)) {
            assertThat(again.message().orElseThrow().path("method").asString(""))
                    .isEqualTo("notifications/tools/list_changed");
        } finally {
            legacy.changeTools();
        }
    }

    @Test
    void clientThatGoesOnElsewhere_hasOneStreamOnly() {
        var client = client("legacy", "2025-11-25");
        var stream = client.call(1, "slow", slow(3_000, "taken"));
        assertThat(stream.message()).isPresent();
        try (var again = client.listen(stream.lastId())) {
            assertThat(again.message()).isPresent();
            assertThat(isCut(stream)).as("the former ends without the answer").isTrue();
            assertThat(again.messages().getLast().toString()).contains("took 3000 ms");
        }
    }

    private static boolean isCut(EventReader stream) {
        try {
            return stream.messages().stream().noneMatch(message -> message.has("result"));
        } catch (java.io.UncheckedIOException cut) {
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "modern"})
    void modernAnswer_hasNoIds(String server) {
        var params = Json.object().put("name", "slow");
        params.set("arguments", slow(1_500, "stateless"));
        params.putObject("_meta").put("progressToken", 7);
        var body = Wire.post(
                        hub.mcp(server),
                        Json.object()
                                .put("jsonrpc", "2.0")
                                .put("id", 1)
                                .put("method", "tools/call")
                                .set("params", withMeta(params))
                                .toString(),
                        List.of(
                                "Authorization",
                                "Bearer " + hub.adminKey(),
                                Wire.PROTOCOL,
                                Http.MODERN,
                                "Mcp-Method",
                                "tools/call",
                                "Mcp-Name",
                                "slow"))
                .body();
        assertThat(body).contains("data: ", "took 1500 ms").doesNotContain("id: ", "retry: ");
    }

    private static ObjectNode withMeta(ObjectNode params) {
        params.withObject("/_meta").put(Http.META + "protocolVersion", Http.MODERN);
        params.withObject("/_meta").putObject(Http.META + "clientCapabilities");
        return params;
    }
}
