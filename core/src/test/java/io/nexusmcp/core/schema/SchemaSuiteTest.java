package io.nexusmcp.core.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nexusmcp.protocol.json.JsonSlice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Runs the public JSON-Schema-Test-Suite. Where the hub decides otherwise stands in {@code schema-suite.txt}, and
 * nothing else may differ.
 */
class SchemaSuiteTest {
    private static final Path SUITE = Path.of("../../shared/vectors/json-schema-test-suite/tests/draft2020-12");

    @Test
    void suite_everyDifference_isOnTheList() throws IOException {
        assumeTrue(Files.isDirectory(SUITE), "the public test vectors are not here");
        var differences = new ArrayList<String>();
        try (var files = Files.walk(SUITE)) {
            for (var file : files.filter(SchemaSuiteTest::isAsserted).sorted().toList()) {
                run(file, differences);
            }
        }
        assertThat(String.join("\n", differences)).isEqualTo(String.join("\n", expected()));
    }

    /** Formats are notes, not assertions. */
    private static boolean isAsserted(Path path) {
        return path.toString().endsWith(".json") && !path.toString().contains("/format/");
    }

    private static List<String> expected() throws IOException {
        try (InputStream list = SchemaSuiteTest.class.getResourceAsStream("schema-suite.txt")) {
            return new String(list.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    private static void run(Path file, List<String> differences) throws IOException {
        for (var group : JsonSlice.trusted(Files.readAllBytes(file)).asArray()) {
            var members = group.asObject();
            var name = SUITE.relativize(file) + ": "
                    + members.string("description").orElseThrow();
            CompiledSchema schema;
            try {
                schema = CompiledSchema.of(members.get("schema").orElseThrow());
            } catch (UnusableSchema unusable) {
                differences.add(name + ": refused: " + unusable.reason());
                continue;
            }
            for (var test : members.get("tests").orElseThrow().asArray()) {
                judge(schema, name, test, differences);
            }
        }
    }

    private static void judge(CompiledSchema schema, String name, JsonSlice test, List<String> differences) {
        var members = test.asObject();
        var expected = members.get("valid").orElseThrow().text();
        String found;
        try {
            found = Boolean.toString(
                    schema.breach(members.get("data").orElseThrow()).isEmpty());
        } catch (UnusableSchema unusable) {
            found = "refused: " + unusable.reason();
        }
        if (!found.equals(expected)) {
            differences.add(name + ": " + members.string("description").orElseThrow() + ": " + found);
        }
    }
}
