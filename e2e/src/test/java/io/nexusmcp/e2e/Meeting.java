package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelcontextprotocol.spec.McpSchema;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;

/** What a client of any SDK does at a server of any other: lists, calls, hears of progress, and is asked. */
final class Meeting {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private Meeting() {}

    /** Runs a client's script and checks its report. */
    static void of(List<String> command, String key) {
        var program = Program.run(
                command,
                Map.of("NEXUS_TEST_KEY", key, "PYTHONUTF8", "1"),
                Path.of("npm").toAbsolutePath(),
                LIMIT);
        assertThat(program.exit()).as("%s\n%s", program.out(), program.err()).isZero();
        check(Json.read(program.out().lines().reduce("", (first, last) -> last)));
    }

    private static void check(JsonNode report) {
        assertThat(report.path("tools").toString()).isEqualTo("[\"ask\",\"count\",\"echo\"]");
        assertThat(report.path("echo").asString("")).isEqualTo("žluťoučký 🐎");
        assertThat(report.path("count").asString("")).isEqualTo("counted to 3");
        assertThat(report.path("progress").values().stream().map(JsonNode::asInt))
                .containsExactly(1, 2, 3);
        assertThat(report.path("ask").asString("")).isEqualTo("accept: to which way?");
    }

    /** The Java SDK's client. */
    static void ofJava(URI uri, String key) {
        var progress = new CopyOnWriteArrayList<Double>();
        try (var client = JavaSdk.asked(uri, key, progress::add)) {
            client.initialize();
            assertThat(client.listTools().tools())
                    .extracting(McpSchema.Tool::name)
                    .containsExactlyInAnyOrder("ask", "count", "echo");
            assertThat(JavaSdk.text(client, "echo", Map.of("text", "žluťoučký 🐎")))
                    .isEqualTo("žluťoučký 🐎");
            client.callTool(McpSchema.CallToolRequest.builder("count")
                    .arguments(Map.of("to", 3))
                    .progressToken("java-1")
                    .build());
            await().untilAsserted(() -> assertThat(progress).containsExactly(1.0, 2.0, 3.0));
            assertThat(JavaSdk.text(client, "ask", Map.of("question", "which way?")))
                    .isEqualTo("accept: to which way?");
        }
    }
}
