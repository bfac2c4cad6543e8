package io.nexusmcp.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/** Runs an official conformance suite against a URL and says how each scenario went. */
final class Conformance {
    /** A suite: which program runs it, with which arguments. */
    enum Suite {
        REQUIREMENTS_2025_11_25("node_modules/@modelcontextprotocol/conformance", "--requirements", "2025-11-25"),
        REQUIREMENTS_2026_07_28("node_modules/@modelcontextprotocol/conformance", "--requirements", "2026-07-28"),
        ACTIVE_0_1_16("node_modules/conformance-legacy", "--suite", "active");

        private final String folder;
        private final String option;
        private final String value;

        Suite(String folder, String option, String value) {
            this.folder = folder;
            this.option = option;
            this.value = value;
        }

        /** What the baseline file calls it. */
        String label() {
            return this == ACTIVE_0_1_16 ? "0.1.16" : value;
        }
    }

    private static final Pattern FOLDER_NAME = Pattern.compile("(?:server-)?(.+)-[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9Z-]+");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private Conformance() {}

    /** The failed checks of every scenario that ran, empty text for those that passed. */
    static SortedMap<String, String> run(NpmTools npm, Suite suite, URI url, String key, String name) {
        var output = Path.of("target", "conformance", name + "-" + suite.name()).toAbsolutePath();
        clear(output);
        var command = npm.authorizedCommand(
                suite.folder + "/dist/index.js",
                "server",
                "--url",
                url.toString(),
                suite.option,
                suite.value,
                "-o",
                output.toString());
        var program = npm.run(command, Map.of("NEXUS_TEST_KEY", key), LIMIT);
        var results = read(output);
        Assertions.assertThat(results)
                .as("scenarios of %s\n%s\n%s", suite, program.out(), program.err())
                .hasSizeGreaterThan(20);
        return results;
    }

    static void clear(Path output) {
        try (Stream<Path> old = Files.exists(output) ? Files.walk(output) : Stream.empty()) {
            for (var path : old.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The failed checks of every scenario whose results lie in a folder. */
    static SortedMap<String, String> read(Path output) {
        var results = new TreeMap<String, String>();
        try (Stream<Path> folders = Files.list(output)) {
            for (var folder : folders.toList()) {
                var name = FOLDER_NAME.matcher(folder.getFileName().toString());
                if (name.matches()) {
                    results.put(name.group(1), failures(Files.readString(folder.resolve("checks.json"))));
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return results;
    }

    private static String failures(String checks) {
        var failures = new StringBuilder();
        for (var check : Json.read(checks)) {
            var status = check.path("status").asString("");
            if (status.equals("FAILURE") || status.equals("WARNING")) {
                failures.append("\n    ")
                        .append(check.path("id").asString(""))
                        .append(": ")
                        .append(check.path("errorMessage")
                                .asString("")
                                .lines()
                                .findFirst()
                                .orElse(""));
            }
        }
        return failures.toString();
    }
}
