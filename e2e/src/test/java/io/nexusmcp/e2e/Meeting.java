package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What a client of any SDK does at a server of any other: lists, calls, hears of progress, and is asked. */
final class Meeting {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private Meeting() {}

    /** Runs a client's script and checks its report. */
    static void of(List<String> command, String key) {
        of(command, key, List.of());
    }

    /** @param hub the command line of a hub that the client can start */
    static void of(List<String> command, String key, List<String> hub) {
        var quoted = hub.stream().map(Json::quoted).collect(Collectors.joining(",", "[", "]"));
        var environment = Map.of("NEXUS_TEST_KEY", key, "NEXUS_TEST_COMMAND", quoted, "PYTHONUTF8", "1");
        var program = Program.run(command, environment, Path.of("npm").toAbsolutePath(), LIMIT);
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
    static void ofJava(McpClientTransport way) {
        var progress = new CopyOnWriteArrayList<Double>();
        try (var client = JavaSdk.asked(way, progress::add)) {
            client.initialize();
            // a hub that its client starts answers before its servers have come
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(client.listTools().tools())
                            .extracting(McpSchema.Tool::name)
                            .containsExactlyInAnyOrder("ask", "count", "echo"));
            assertThat(JavaSdk.text(client, "echo", Map.of("text", "žluťoučký 🐎")))
                    .isEqualTo("žluťoučký 🐎");
            client.callTool(McpSchema.CallToolRequest.builder("count")
                    .arguments(Map.of("to", 3))
                    .progressToken("java-1")
                    .build());
            // this client hands each notification to a thread of its own
            await().untilAsserted(() -> assertThat(progress).containsExactlyInAnyOrder(1.0, 2.0, 3.0));
            assertThat(JavaSdk.text(client, "ask", Map.of("question", "which way?")))
                    .isEqualTo("accept: to which way?");
        }
    }
}
