package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.e2e.Conformance.Suite;
import io.nexusmcp.testkit.Era;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A scenario that asks of a legacy server what it does not have in its own era either, with the checks that fail for it
 * and nothing else. The server itself shows it, asked without a hub.
 */
enum BetweenEras {
    NAME_OF_A_QUESTION(
            "input-required-result-basic-elicitation",
            Set.of("sep-2322-elicitation-incomplete"),
            "2: there is no `user_name` in it, so the hub names it `q1`",
            BetweenEras::question),
    ANSWER_BEFORE_THE_QUESTION(
            "input-required-result-ignore-extra-params",
            Set.of("sep-2322-ignore-unexpected-params"),
            "2: nor can the hub know that an answer to `user_name` is the one to it",
            BetweenEras::question),
    WORDS_OF_ITS_OWN(
            "server-stateless",
            Set.of("sep-2575-server-rejects-undeclared-capability", "sep-2575-missing-capability-http-400"),
            "1: it names no capability that the hub could name",
            BetweenEras::undeclared),
    TASK_IN_ONE_GO(
            "tasks-required-task-error",
            Set.of("sep-2663-server-returns-missing-capability-when-required"),
            "nothing is missing: the hub starts the task, waits for it and answers the call with its result",
            BetweenEras::withoutTask);

    private static final String HELLO = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{"
            + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
            + "\"clientInfo\":{\"name\":\"direct\",\"version\":\"1\"}}}";

    private final String scenario;
    private final Set<String> checks;
    private final String because;
    private final Function<URI, JsonNode> direct;

    BetweenEras(String scenario, Set<String> checks, String because, Function<URI, JsonNode> direct) {
        this.scenario = scenario;
        this.checks = checks;
        this.because = because;
        this.direct = direct;
    }

    /** What a suite's scenario meets between the eras, if anything. */
    static Optional<BetweenEras> of(Suite suite, Era server, String scenario) {
        return suite.era() == Era.MODERN && server == Era.LEGACY
                ? Arrays.stream(values())
                        .filter(one -> one.scenario.equals(scenario))
                        .findFirst()
                : Optional.empty();
    }

    String scenario() {
        return scenario;
    }

    /** The checks that fail for it. */
    Set<String> checks() {
        return new TreeSet<>(checks);
    }

    String because() {
        return because;
    }

    /** What stands in the table of all pairs. */
    String mark() {
        return because.matches("[0-9]: .*") ? because.substring(0, 1) : "answered";
    }

    /** What a legacy server says to a client of its own era. */
    JsonNode saysItself(URI server) {
        return direct.apply(server);
    }

    /** The question that its tool asks; fails if it says by which name a client should answer. */
    private static JsonNode question(URI server) {
        var client = StreamClient.open(server, "none", "2025-11-25");
        try (var stream = client.call(2, "test_input_required_result_elicitation", Json.object())) {
            var question = stream.message().orElseThrow();
            assertThat(question.path("method").asString("")).isEqualTo("elicitation/create");
            assertThat(question.toString()).doesNotContain("user_name");
            return ((ObjectNode) question).deepCopy().retain("method", "params");
        }
    }

    /** The error of its tool that needs what the client has not declared; fails if a program could tell what is missing. */
    private static JsonNode undeclared(URI server) {
        var error = call(server, "test_missing_capability").path("error");
        assertThat(error.path("code").asInt()).isEqualTo(-32602);
        assertThat(error.has("data")).isFalse();
        return error;
    }

    /** The error of its tool that works as a task only. */
    private static JsonNode withoutTask(URI server) {
        var error = call(server, "failing_job").path("error");
        assertThat(error.path("code").asInt()).isEqualTo(-32601);
        return error;
    }

    private static JsonNode call(URI server, String tool) {
        var session = Wire.post(server, HELLO, List.of()).header(Wire.SESSION);
        return Wire.post(
                        server,
                        "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                                + "\",\"arguments\":{}}}",
                        List.of(Wire.SESSION, session, Wire.PROTOCOL, "2025-11-25"))
                .json();
    }
}
