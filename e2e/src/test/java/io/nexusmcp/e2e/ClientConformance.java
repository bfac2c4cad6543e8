package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Runs one scenario of the official suite's client mode, in which the suite is the server and a hub is its client. */
final class ClientConformance {
    private static final String FOLDER = "node_modules/@modelcontextprotocol/conformance/";
    private static final String SUITE = FOLDER + "dist/index.js";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private ClientConformance() {}

    /** What the suite asks of clients of a revision beside authorization, and what it asks without counting it. */
    static List<String> scenarios(String revision) {
        var file = Path.of("npm").resolve(FOLDER + "requirements/" + revision + ".yaml");
        try {
            var asked = YAMLMapper.builder().build().readTree(Files.readString(file));
            var uncounted = asked.path("not_scored")
                    .valueStream()
                    .filter(one -> one.path("leg").asString("").equals("client"))
                    .filter(one -> !one.path("reason").asString("").equals("extension"))
                    .map(one -> one.path("scenario"));
            var scenarios = Stream.concat(asked.path("client").valueStream(), uncounted)
                    .map(scenario -> scenario.asString(""))
                    .filter(scenario -> !scenario.startsWith("auth/"))
                    .toList();
            assertThat(scenarios).hasSizeGreaterThan(3);
            return scenarios;
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

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
        var failed = results.values().iterator().next().failed();
        if (failed.isEmpty()) {
            return program.exit() == 0 ? "" : program.err();
        }
        return failed.toString();
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
