package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The Inspector's command line works through the hub. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InspectorIT {
    private static final String SCRIPT = "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js";

    private final NpmTools npm = NpmTools.require();
    private FixtureHub fixtures;
    private Path home;

    @BeforeAll
    void start(@TempDir Path folder) {
        home = folder;
        fixtures = new FixtureHub(folder);
    }

    @AfterAll
    void stop() {
        fixtures.close();
    }

    @ParameterizedTest
    @CsvSource({"legacy-http, legacy", "modern-stdio, legacy", "legacy-stdio, modern", "modern-http, modern"})
    void inspector_throughHub_listsAndCalls(String server, String era) {
        assertThat(inspect(server, era, "--method", "tools/list")).contains("test_simple_text");
        assertThat(inspect(
                        server, era, "--method", "tools/call", "--tool-name", "echo", "--tool-arg", "text=inspected"))
                .contains("\"text\": \"inspected\"");
        assertThat(inspect(server, era, "--method", "resources/read", "--uri", "test://static-text"))
                .contains("This is the content of the static text resource.");
        assertThat(inspect(server, era, "--method", "prompts/get", "--prompt-name", "test_simple_prompt"))
                .contains("This is a simple prompt for testing.");
    }

    private String inspect(String server, String era, String... arguments) {
        var command = npm.command(
                SCRIPT,
                "--cli",
                fixtures.uri(server).toString(),
                "--transport",
                "http",
                "--protocol-era",
                era,
                "--header",
                "Authorization: Bearer " + fixtures.key());
        command.addAll(List.of(arguments));
        var program = npm.run(command, Map.of("HOME", home.toString()), Duration.ofSeconds(60));
        assertThat(program.exit())
                .as("%s\n%s\n%s", server, program.out(), program.err())
                .isZero();
        return program.out();
    }
}
