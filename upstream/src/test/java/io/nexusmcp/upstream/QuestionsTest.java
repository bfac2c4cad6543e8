package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.catalog.ServerSpec.EraChoice;
import io.nexusmcp.core.route.Resumption;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.StdioFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers ask while a call is open, and whom. */
@Timeout(120)
class QuestionsTest {
    private static final String ALL = "{\"elicitation\":{},\"sampling\":{},\"roots\":{}}";
    private static final String NAMED = "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}";
    private static final String ASK = "test_input_required_result_elicitation";

    private final HttpFixture http = HttpFixture.start(Era.LEGACY, 0);

    @AfterEach
    void stop() {
        http.close();
    }

    private ServerSpec legacy(String transport) {
        return transport.equals("http")
                ? Servers.http("fix", http.uri())
                : Servers.each("fix", EraChoice.LEGACY, Servers.child(StdioFixture.class, "legacy"));
    }

    private static RecordingExchange client() {
        return new RecordingExchange()
                .canBeAsked(ALL)
                .answering(method -> RecordingExchange.given(
                        method.equals("roots/list") ? "{\"roots\":[{\"uri\":\"file:///w/a\"}]}" : NAMED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "stdio"})
    void questionOfALegacyServer_isAnsweredByTheClientOfTheCall(String transport) {
        try (var servers = new Servers().up(legacy(transport))) {
            var exchange = client();
            var answer = servers.call("fix", "p", ASK, "{}", exchange);
            assertThat(Servers.text(answer)).contains("Hello, Ada!");
            assertThat(exchange.asked()).containsExactly("elicitation/create");
            assertThat(Servers.text(servers.call("fix", "p", "test_input_required_result_list_roots", "{}", client())))
                    .contains("file:///w/a");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "stdio"})
    void severalQuestions_areOpenAtTheSameTime(String transport) {
        try (var servers = new Servers().up(legacy(transport))) {
            var together = new CountDownLatch(3);
            var exchange = client().answering(method -> {
                together.countDown();
                assertThat(together.await(20, TimeUnit.SECONDS)).isTrue();
                return RecordingExchange.given(NAMED);
            });
            servers.call("fix", "p", "test_input_required_result_multiple_inputs", "{}", exchange);
            assertThat(exchange.asked())
                    .containsExactlyInAnyOrder("elicitation/create", "sampling/createMessage", "roots/list");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "stdio"})
    void clientThatCannotBeAsked_isDeclaredSo(String transport) {
        try (var servers = new Servers().up(legacy(transport))) {
            var exchange = new RecordingExchange().canBeAsked("{\"roots\":{}}");
            assertThat(Servers.text(servers.call("fix", "p", ASK, "{}", exchange)))
                    .contains("-32602");
            assertThat(exchange.asked()).isEmpty();
        }
    }

    @Test
    void sharedChild_asksNobody() {
        try (var servers = new Servers()
                .up(Servers.shared("fix", EraChoice.LEGACY, Servers.child(StdioFixture.class, "legacy")))) {
            var exchange = client();
            assertThat(Servers.text(servers.call("fix", "p", ASK, "{}", exchange)))
                    .contains("-32602");
            assertThat(exchange.asked()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "stdio"})
    void timeWhileAPersonThinks_doesNotCount(String transport) {
        try (var servers = new Servers().up(Servers.within(Duration.ofSeconds(3), legacy(transport)))) {
            var thought = new CountDownLatch(1);
            var exchange = client().answering(_ -> {
                assertThat(thought.await(4, TimeUnit.SECONDS)).isFalse();
                return RecordingExchange.given(NAMED);
            });
            // to open the connection may take longer than one call may
            await().ignoreExceptions()
                    .until(() -> Servers.text(servers.call("fix", "p", "test_simple_text", "{}", client()))
                            .contains("simple text"));
            assertThat(Servers.text(servers.call("fix", "p", ASK, "{}", exchange)))
                    .contains("Hello, Ada!");
        }
    }

    @Test
    void questionThatIsOpen_leavesOtherCallsTheirOwnQuestions() throws Exception {
        try (var servers = new Servers().up(legacy("stdio"))) {
            var asked = new CountDownLatch(1);
            var go = new CountDownLatch(1);
            var slow = client().answering(_ -> {
                asked.countDown();
                assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
                return RecordingExchange.given(NAMED);
            });
            var waiting = CompletableFuture.supplyAsync(() -> servers.call("fix", "p", ASK, "{}", slow));
            asked.await();
            var quick = client().answering(_ -> RecordingExchange.given(NAMED.replace("Ada", "Bea")));
            assertThat(Servers.text(servers.call("fix", "p", ASK, "{}", quick))).contains("Hello, Bea!");
            go.countDown();
            assertThat(Servers.text(waiting.get())).contains("Hello, Ada!");
        }
    }

    @Test
    void serverThatGivesUpItsCall_takesItsQuestionBack() {
        try (var servers = new Servers().up(legacy("http"))) {
            var asked = new CountDownLatch(1);
            var exchange = client().answering(_ -> {
                asked.countDown();
                new CountDownLatch(1).await();
                return RecordingExchange.given(NAMED);
            });
            var call = CompletableFuture.supplyAsync(() -> {
                try {
                    return Servers.text(servers.call("fix", "p", ASK, "{}", exchange));
                } catch (RuntimeException ended) {
                    return "ended";
                }
            });
            await().until(() -> asked.getCount() == 0);
            exchange.cancel();
            assertThat(call.join()).isEqualTo("ended");
            await().until(() -> exchange.takenBack().equals(List.of("elicitation/create")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "stdio"})
    void modernServer_isToldWhatTheClientCanDoAndGetsItsAnswers(String transport) {
        try (var modern = HttpFixture.start(Era.MODERN, 0);
                var servers = new Servers()
                        .up(
                                transport.equals("http")
                                        ? Servers.http("fix", modern.uri())
                                        : Servers.shared(
                                                "fix",
                                                EraChoice.MODERN,
                                                Servers.child(StdioFixture.class, "modern")))) {
            assertThat(Servers.text(servers.call("fix", "p", ASK, "{}", client())))
                    .contains("input_required", "user_name");
            var brought =
                    new Resumption(Map.of("user_name", JsonSlice.trusted(NAMED).asObject()), Optional.empty());
            assertThat(Servers.text(servers.call("fix", "p", ASK, "{}", client().resumes(brought))))
                    .contains("Hello, Ada!");
            assertThat(Servers.text(servers.call("fix", "p", ASK, "{}", new RecordingExchange())))
                    .contains("-32021");
        }
    }
}
