package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.e2e.Conformance.Suite;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every official suite against every fixture through the guarded path; what fails is what the baseline file says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConformanceThroughHubIT {
    private final NpmTools npm = NpmTools.require();
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

    @ParameterizedTest
    @MethodSource("runs")
    void suite_throughHub_failsOnlyAsExpected(String server, Suite suite) {
        var results = Conformance.run(npm, suite, fixtures.uri(server), fixtures.key(), server);
        var unexpected = new TreeMap<>(results);
        unexpected.values().removeIf(String::isEmpty);
        var stale = new TreeSet<>(ExpectedFailures.of(suite.label(), server));
        stale.removeAll(unexpected.keySet());
        unexpected.keySet().removeAll(ExpectedFailures.of(suite.label(), server));
        assertThat(unexpected).as("unexpected failures").isEmpty();
        assertThat(stale).as("listed as failing, but they pass").isEmpty();
    }
}
