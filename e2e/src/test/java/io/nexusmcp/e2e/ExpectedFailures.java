package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The scenarios that the baseline file says fail through the hub. */
final class ExpectedFailures {
    private static final Path FILE = Path.of("conformance-baseline.yml");
    private static final Set<String> REASONS = Set.of("Every protocol era", "What cannot be bridged");

    private ExpectedFailures() {}

    /** Of one suite at one server; fails on an entry whose reason does not count. */
    static Set<String> of(String suite, String server) {
        var scenarios = new TreeSet<String>();
        for (var entry : entries()) {
            assertThat(entry.path("reason").asString("")).as("%s", entry).isIn(REASONS);
            if (entry.path("suite").asString("").equals(suite) && contains(entry.path("servers"), server)) {
                entry.path("scenarios").forEach(scenario -> scenarios.add(scenario.stringValue()));
            }
        }
        return scenarios;
    }

    private static JsonNode entries() {
        try {
            return YAMLMapper.builder().build().readTree(Files.readString(FILE)).path("expectedFailures");
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static boolean contains(JsonNode list, String text) {
        return list.values().stream().anyMatch(entry -> entry.asString("").equals(text));
    }
}
