package io.nexusmcp.core.pipeline;

import static io.nexusmcp.core.pipeline.TestPipeline.modern;
import static io.nexusmcp.core.pipeline.TestPipeline.text;
import static io.nexusmcp.core.pipeline.TestPipeline.tool;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.audit.AuditEvent.Outcome;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every stage that breaks refuses the call, and the call is audited all the same: each stage really runs. */
class StageFailureTest {
    private final TestPipeline hub = new TestPipeline().server("github", "github", tool("create"));
    private final String key = hub.admin();

    private String[] headers() {
        return new String[] {
            "X-API-Key",
            key,
            "MCP-Protocol-Version",
            "2026-07-28",
            "Mcp-Method",
            "tools/call",
            "Mcp-Name",
            "github__create",
        };
    }

    private static final String CALL = modern("tools/call", "\"name\":\"github__create\",\"arguments\":{}");

    /** A stage is broken by taking its means away: whatever uses them throws. */
    @SuppressWarnings("NullAway")
    static Stream<Arguments> stagesBeforeTheServer() {
        return Stream.of(
                stage(
                        "authenticate",
                        rules -> new Rules(
                                rules.version(),
                                null,
                                rules.callerLimit(),
                                rules.calls(),
                                rules.streams(),
                                rules.json(),
                                rules.maxAnswerBytes(),
                                rules.policy(),
                                rules.arguments(),
                                rules.redactor(),
                                rules.pageSize(),
                                rules.sessions(),
                                rules.cursors(),
                                rules.servers(),
                                rules.states(),
                                rules.questions(),
                                rules.tasks())),
                stage(
                        "decode",
                        rules -> new Rules(
                                rules.version(),
                                rules.identity(),
                                rules.callerLimit(),
                                rules.calls(),
                                rules.streams(),
                                null,
                                rules.maxAnswerBytes(),
                                rules.policy(),
                                rules.arguments(),
                                rules.redactor(),
                                rules.pageSize(),
                                rules.sessions(),
                                rules.cursors(),
                                rules.servers(),
                                rules.states(),
                                rules.questions(),
                                rules.tasks())),
                stage(
                        "rate limit",
                        rules -> new Rules(
                                rules.version(),
                                rules.identity(),
                                null,
                                rules.calls(),
                                rules.streams(),
                                rules.json(),
                                rules.maxAnswerBytes(),
                                rules.policy(),
                                rules.arguments(),
                                rules.redactor(),
                                rules.pageSize(),
                                rules.sessions(),
                                rules.cursors(),
                                rules.servers(),
                                rules.states(),
                                rules.questions(),
                                rules.tasks())),
                stage(
                        "concurrency limit",
                        rules -> new Rules(
                                rules.version(),
                                rules.identity(),
                                rules.callerLimit(),
                                null,
                                rules.streams(),
                                rules.json(),
                                rules.maxAnswerBytes(),
                                rules.policy(),
                                rules.arguments(),
                                rules.redactor(),
                                rules.pageSize(),
                                rules.sessions(),
                                rules.cursors(),
                                rules.servers(),
                                rules.states(),
                                rules.questions(),
                                rules.tasks())),
                stage(
                        "authorize",
                        rules -> new Rules(
                                rules.version(),
                                rules.identity(),
                                rules.callerLimit(),
                                rules.calls(),
                                rules.streams(),
                                rules.json(),
                                rules.maxAnswerBytes(),
                                null,
                                rules.arguments(),
                                rules.redactor(),
                                rules.pageSize(),
                                rules.sessions(),
                                rules.cursors(),
                                rules.servers(),
                                rules.states(),
                                rules.questions(),
                                rules.tasks())),
                stage(
                        "guard the arguments",
                        rules -> new Rules(
                                rules.version(),
                                rules.identity(),
                                rules.callerLimit(),
                                rules.calls(),
                                rules.streams(),
                                rules.json(),
                                rules.maxAnswerBytes(),
                                rules.policy(),
                                null,
                                rules.redactor(),
                                rules.pageSize(),
                                rules.sessions(),
                                rules.cursors(),
                                rules.servers(),
                                rules.states(),
                                rules.questions(),
                                rules.tasks())));
    }

    private static Arguments stage(String name, UnaryOperator<Rules> breaking) {
        return Arguments.of(name, breaking);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stagesBeforeTheServer")
    void stageThatBreaksBeforeTheServer_refusesAndIsAudited(String stage, UnaryOperator<Rules> breaking) {
        hub.rules = breaking.apply(hub.rules);
        var reply = hub.post(Mount.FEDERATED, CALL, headers());
        assertThat(text(reply)).contains("-32603").doesNotContain("done");
        assertThat(hub.sent).as("what reached the server").isEmpty();
        assertOneFailure();
    }

    @Test
    @SuppressWarnings("NullAway")
    void filterThatBreaks_withholdsTheAnswerAndIsAudited() {
        var rules = hub.rules;
        hub.rules = new Rules(
                rules.version(),
                rules.identity(),
                rules.callerLimit(),
                rules.calls(),
                rules.streams(),
                rules.json(),
                rules.maxAnswerBytes(),
                rules.policy(),
                rules.arguments(),
                null,
                rules.pageSize(),
                rules.sessions(),
                rules.cursors(),
                rules.servers(),
                rules.states(),
                rules.questions(),
                rules.tasks());
        assertThat(text(hub.post(Mount.FEDERATED, CALL, headers())))
                .contains("-32603")
                .doesNotContain("done");
        assertOneFailure();
    }

    @Test
    void bodyThatBreaks_refusesAndIsAudited() {
        var inbound = TestPipeline.inbound(Inbound.Verb.POST, Mount.FEDERATED, "", headers());
        var breaking = new Inbound(
                inbound.verb(),
                inbound.mount(),
                inbound.headers(),
                inbound.peer(),
                () -> {
                    throw new IllegalStateException("broken");
                },
                inbound.received(),
                inbound.traceId());
        assertThat(text(hub.pipeline.handle(breaking, ClientStream.NONE))).contains("-32603");
        assertOneFailure();
    }

    /** Many large answers at once can be more than the heap; each call still gets an answer and its event. */
    @Test
    void serverSide_runsOutOfMemory_isAnIncidentAndAudited() {
        hub.upstream = (_, _) -> {
            throw new OutOfMemoryError("Java heap space");
        };
        assertThat(text(hub.post(Mount.FEDERATED, CALL, headers()))).contains("-32603");
        assertOneFailure();
    }

    private void assertOneFailure() {
        assertThat(hub.events).hasSize(1);
        assertThat(hub.events.getFirst().verdict().outcome()).isEqualTo(Outcome.FAILED);
    }
}
