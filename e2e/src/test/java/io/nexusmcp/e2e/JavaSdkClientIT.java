package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelcontextprotocol.spec.McpSchema;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Java SDK's client works through the hub, whatever era the server behind it is of. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaSdkClientIT {
    private FixtureHub fixtures;

    @BeforeAll
    void start(@TempDir Path folder) {
        fixtures = new FixtureHub(folder);
    }

    @AfterAll
    void stop() {
        fixtures.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy-http", "legacy-stdio", "modern-http", "modern-stdio"})
    void client_throughHub_listsCallsReadsAndPrompts(String server) {
        try (var client = JavaSdk.client(fixtures.uri(server), fixtures.key(), report -> {})) {
            client.initialize();
            JavaSdk.checkEverything(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy-http", "modern-stdio"})
    void progress_throughHub_arrives(String server) {
        var seen = new CopyOnWriteArrayList<Double>();
        try (var client = JavaSdk.client(fixtures.uri(server), fixtures.key(), seen::add)) {
            client.initialize();
            client.callTool(McpSchema.CallToolRequest.builder("test_tool_with_progress")
                    .arguments(Map.of())
                    .progressToken("java-1")
                    .build());
            await().untilAsserted(() -> assertThat(seen).containsExactly(0.0, 50.0, 100.0));
        }
    }

    @Test
    void federated_call_reachesTheNamedServer() {
        try (var client = JavaSdk.client(fixtures.uri(""), fixtures.key(), report -> {})) {
            client.initialize();
            assertThat(JavaSdk.text(client, "modern-stdio__echo", Map.of("text", "one of four")))
                    .isEqualTo("one of four");
        }
    }
}
