package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A running hub is the client under test of the official suite, in every scenario of both revisions that is not about
 * authorization, for clients of both eras in front of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HubAsClientIT {
    private static final List<String> REVISIONS = List.of("2025-11-25", "2026-07-28");

    private final NpmTools npm = NpmTools.require();
    private Path config;
    private HubProcess hub;

    @BeforeAll
    void start(@TempDir Path folder) {
        config = folder.resolve("nexus.json");
        hub = HubProcess.start(new HubSetup(), folder);
    }

    @AfterAll
    void stop() {
        hub.close();
    }

    static Stream<Arguments> runs() {
        NpmTools.require();
        return REVISIONS.stream()
                .flatMap(revision -> ClientConformance.scenarios(revision).stream()
                        .flatMap(scenario ->
                                Stream.of("legacy", "modern").map(era -> Arguments.of(revision, scenario, era))));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void scenario_withTheHubAsClient_passes(String revision, String scenario, String era) {
        assertThat(ClientConformance.failures(npm, hub, config, revision, scenario, era))
                .isEmpty();
    }
}
