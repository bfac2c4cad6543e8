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
 * A running hub is the client under test of the official suite, in the scenarios of both revisions that are not about
 * authorization, for clients of both eras in front of it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HubAsClientIT {
    /** Two more need the stream that a legacy server has beside calls: its questions, and where it was broken off. */
    private static final List<String> OF_2025 = List.of("initialize", "tools_call", "json-schema-2020-12-preservation");

    private static final List<String> OF_2026 = List.of(
            "tools_call",
            "request-metadata",
            "sep-2322-client-request-state",
            "http-standard-headers",
            "http-custom-headers",
            "http-invalid-tool-headers",
            "json-schema-ref-no-deref",
            "json-schema-2020-12-preservation");

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
        return Stream.of("legacy", "modern")
                .flatMap(era -> Stream.concat(
                        OF_2025.stream().map(scenario -> Arguments.of("2025-11-25", scenario, era)),
                        OF_2026.stream().map(scenario -> Arguments.of("2026-07-28", scenario, era))));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void scenario_withTheHubAsClient_passes(String revision, String scenario, String era) {
        assertThat(ClientConformance.failures(npm, hub, config, revision, scenario, era))
                .isEmpty();
    }
}
