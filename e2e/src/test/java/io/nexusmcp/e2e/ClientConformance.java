package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Runs one scenario of the official suite's client mode, in which the suite is the server and a hub is its client. */
final class ClientConformance {
    private static final String SUITE = "node_modules/@modelcontextprotocol/conformance/dist/index.js";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private ClientConformance() {}

    /**
     * The checks that failed, or an empty text.
     *
     * @param config the hub's configuration file, whose servers are replaced
     * @param era of the client that uses the hub
     */
    static String failures(NpmTools npm, HubProcess hub, Path config, String revision, String scenario, String era) {
        var output = Path.of("target", "conformance", "client-" + era + "-" + revision, scenario)
                .toAbsolutePath();
        Conformance.clear(output);
        var driver = npm.command("through-hub.mjs");
        var command = npm.command(
                SUITE,
                "client",
                "--command",
                String.join(" ", driver),
                "--scenario",
                scenario,
                "--spec-version",
                revision,
                "-o",
                output.toString());
        var program = npm.run(command, environment(hub, config, era), LIMIT);
        var results = Conformance.read(output);
        assertThat(results).as("%s\n%s", program.out(), program.err()).hasSize(1);
        var failures = results.values().iterator().next();
        return failures.isEmpty() && program.exit() != 0 ? program.err() : failures;
    }

    private static Map<String, String> environment(HubProcess hub, Path config, String era) {
        return Map.of(
                "NEXUS_TEST_HUB", hub.mcp("").toString(),
                "NEXUS_TEST_ADMIN", hub.admin("").toString(),
                "NEXUS_TEST_KEY", hub.adminKey(),
                "NEXUS_TEST_CONFIG", config.toString(),
                "NEXUS_TEST_ERA", era);
    }
}
