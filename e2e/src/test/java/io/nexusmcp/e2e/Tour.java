package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A walk through everything the fixture offers, taken by a client from npm, and what it must have seen. */
final class Tour {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private Tour() {}

    /** Runs the client's script against the URL and reads its report. */
    static JsonNode take(NpmTools npm, URI url, String key, String script, String... arguments) {
        var command = npm.command(script, url.toString());
        command.addAll(List.of(arguments));
        var program = npm.run(command, Map.of("NEXUS_TEST_KEY", key), LIMIT);
        assertThat(program.exit()).as("%s\n%s", program.out(), program.err()).isZero();
        return Json.read(program.out().lines().reduce("", (first, last) -> last));
    }

    /** {@code hearsChanges}: whether list changes reach this client, which they do between legacy peers. */
    static void check(JsonNode report, boolean hearsChanges) {
        assertThat(report.path("tools").toString()).contains("test_simple_text", "json_schema_2020_12_tool");
        assertThat(text(report, "call")).isEqualTo("This is a simple text response for testing.");
        assertThat(report.path("structured").path("structuredContent").toString())
                .isEqualTo("{\"celsius\":21,\"sky\":\"clear\"}");
        assertThat(report.path("failure").path("isError").booleanValue()).isTrue();
        assertThat(report.path("unknownTool").path("code").asInt()).isEqualTo(-32602);
        assertThat(report.path("resources").toString()).contains("test://static-text", "test://static-binary");
        assertThat(report.path("templates").toString()).contains("test://template/{id}/data");
        assertThat(report.path("read").toString()).contains("This is the content of the static text resource.");
        assertThat(report.path("prompts").toString()).contains("test_prompt_with_arguments");
        assertThat(report.path("prompt").toString()).contains("arg1='one', arg2='two'");
        assertThat(report.path("completion").path("completion").path("values").toString())
                .isEqualTo("[\"paris\",\"park\",\"party\"]");
        assertThat(report.path("progress").toString()).isEqualTo("[0,50,100]");
        assertThat(report.path("logs").toString()).contains("Tool execution started", "Tool execution completed");
        assertThat(report.path("cancelled").booleanValue()).isTrue();
        if (hearsChanges) {
            assertThat(report.path("toolsChanged").asBoolean(false))
                    .as("%s", report.path("toolsChanged"))
                    .isTrue();
        }
        assertThat(text(report, "afterwards")).isEqualTo("still here");
    }

    private static String text(JsonNode report, String step) {
        var content = report.path(step).path("content").path(0);
        return content.path("text").asString(report.path(step).toString());
    }
}
