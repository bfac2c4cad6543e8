package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.e2e.Conformance.Outcome;
import io.nexusmcp.e2e.Conformance.Suite;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every official suite against every fixture, itself and through the guarded path: the same, but for the gaps between eras. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConformanceThroughHubIT {
    private final NpmTools npm = NpmTools.require();
    private final Map<String, SortedMap<String, Outcome>> results = new HashMap<>();
    private FixtureHub fixtures;

    @BeforeAll
    void start(@TempDir Path folder) {
        fixtures = FixtureHub.asking(folder);
    }

    @AfterAll
    void stop() {
        fixtures.close();
    }

    static Stream<Arguments> runs() {
        return FixtureHub.SERVERS.stream()
                .flatMap(server -> Stream.of(Suite.values()).map(suite -> Arguments.of(server, suite)));
    }

    private static Era era(String server) {
        return server.startsWith("legacy") ? Era.LEGACY : Era.MODERN;
    }

    private SortedMap<String, Outcome> throughHub(String server, Suite suite) {
        return results.computeIfAbsent(server + suite, _ -> {
            // the suite waits for an answer for less long than a child may take to start
            fixtures.hub().warmUp(server);
            return Conformance.run(npm, suite, fixtures.uri(server), fixtures.key(), server);
        });
    }

    /** At a server of the suite's own era, without a hub. */
    private SortedMap<String, Outcome> direct(Suite suite) {
        return results.computeIfAbsent("direct" + suite, _ -> {
            try (var server = HttpFixture.start(suite.era(), 0)) {
                return Conformance.run(npm, suite, server.uri(), "none", "direct");
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void suite_withoutHub_passes(Suite suite) {
        assertThat(Conformance.failures(direct(suite))).isEmpty();
    }

    /** No check is left out that is made at the server itself, and only those fail that it cannot pass in its own era. */
    @ParameterizedTest
    @MethodSource("runs")
    void suite_throughHub_goesAsWithoutButBetweenEras(String server, Suite suite) {
        var outcomes = throughHub(server, suite);
        assertThat(Conformance.skips(outcomes)).isEqualTo(Conformance.skips(direct(suite)));
        outcomes.forEach((scenario, outcome) -> assertThat(outcome.failed().keySet())
                .as("%s: %s", scenario, outcome.failed())
                .isEqualTo(BetweenEras.of(suite, era(server), scenario)
                        .map(BetweenEras::checks)
                        .orElse(Set.of())));
    }

    /** {@code -Dupdate=true} writes it instead. */
    @Test
    void tableOfAllPairs_inTheDocuments_isWhatTheSuitesFound() throws IOException {
        var table = new ConformanceTable();
        for (var server : FixtureHub.SERVERS) {
            for (var suite : ConformanceTable.SUITES) {
                table.add(suite, era(server), throughHub(server, suite));
            }
        }
        var page = Path.of("..", "docs", "protocol.md");
        try (var legacy = HttpFixture.start(Era.LEGACY, 0)) {
            var text = table.text(legacy.uri());
            if (Boolean.getBoolean("update")) {
                ConformanceTable.write(page, text);
            }
            assertThat(ConformanceTable.in(page)).isEqualTo(text);
        }
    }
}
