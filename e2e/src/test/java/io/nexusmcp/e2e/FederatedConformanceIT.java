package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.e2e.Conformance.Suite;
import io.nexusmcp.testkit.ChildCommand;
import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import io.nexusmcp.testkit.StdioFixture;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The endpoint of all servers conforms like that of one: with a server that has no prefix, alone and beside another. */
class FederatedConformanceIT {
    private static final String NO_PREFIX = "{\"mcpServers\":{\"plain\":{\"prefix\":\"\"}}}";

    private final NpmTools npm = NpmTools.require();

    @ParameterizedTest
    @CsvSource({
        "REQUIREMENTS_2025_11_25, http, alone",
        "ALL_0_1_16, stdio, alone",
        "REQUIREMENTS_2026_07_28, http, alone",
        "REQUIREMENTS_2025_11_25, stdio, beside",
        "ALL_0_1_16, http, beside",
        "REQUIREMENTS_2026_07_28, stdio, beside"
    })
    void suite_onTheEndpointOfAllServers_passes(Suite suite, String transport, String company, @TempDir Path folder) {
        var era = suite.era();
        try (var fixture = HttpFixture.start(era, 0);
                var hub = HubProcess.start(setup(fixture, era, transport, company), folder)) {
            hub.awaitServer("plain");
            if (company.equals("beside")) {
                hub.awaitServer("other");
            }
            hub.warmUp("");
            var name = "federated-" + company + "-" + transport;
            var results = Conformance.run(npm, suite, hub.mcp(""), hub.adminKey(), name);
            var direct = Conformance.run(npm, suite, fixture.uri(), "none", "direct-" + name);
            assertThat(Conformance.failures(results)).isEmpty();
            assertThat(Conformance.skips(results))
                    .as("no check is left out that is made at the server itself")
                    .isEqualTo(Conformance.skips(direct));
        }
    }

    private static String label(Era era) {
        return era.name().toLowerCase(Locale.ROOT);
    }

    /** The other server is of the other era, and offers the same under its prefix. */
    private static HubSetup setup(HttpFixture fixture, Era era, String transport, String company) {
        var plain = transport.equals("http")
                ? new HubSetup().http("plain", fixture.uri())
                : new HubSetup().stdio("plain", ChildCommand.of(StdioFixture.class, label(era)), false);
        var other = era == Era.LEGACY ? Era.MODERN : Era.LEGACY;
        return (company.equals("beside")
                        ? plain.stdio("other", ChildCommand.of(StdioFixture.class, label(other)), false)
                        : plain)
                .with(NO_PREFIX);
    }
}
