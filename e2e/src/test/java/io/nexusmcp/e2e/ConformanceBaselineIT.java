package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.e2e.Conformance.Suite;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The fixtures pass the official suites themselves, so that a failure through the hub is the hub's. */
class ConformanceBaselineIT {
    private final NpmTools npm = NpmTools.require();

    @Test
    void legacyFixture_requirementsOf2025_allPass() {
        assertThat(failures(Era.LEGACY, Suite.REQUIREMENTS_2025_11_25)).isEmpty();
    }

    @Test
    void legacyFixture_olderSuite_allPass() {
        assertThat(failures(Era.LEGACY, Suite.ACTIVE_0_1_16)).isEmpty();
    }

    @Test
    void modernFixture_requirementsOf2026_allPassButTheTasksExtension() {
        var failures = failures(Era.MODERN, Suite.REQUIREMENTS_2026_07_28);
        failures.keySet().removeIf(scenario -> scenario.startsWith("tasks-"));
        assertThat(failures).isEmpty();
    }

    private SortedMap<String, String> failures(Era era, Suite suite) {
        try (var fixture = HttpFixture.start(era, 0)) {
            var results = Conformance.run(npm, suite, fixture.uri(), "none", "baseline");
            var failures = new TreeMap<String, String>();
            results.entrySet().stream()
                    .filter(result -> !result.getValue().isEmpty())
                    .forEach((Map.Entry<String, String> result) -> failures.put(result.getKey(), result.getValue()));
            return failures;
        }
    }
}
