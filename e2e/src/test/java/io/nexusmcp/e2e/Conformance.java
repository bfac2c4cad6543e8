package io.nexusmcp.e2e;

import io.nexusmcp.testkit.Era;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import tools.jackson.databind.JsonNode;

/** Runs an official conformance suite against a URL and says how each scenario went. */
final class Conformance {
    /** A suite: which program runs it, with which arguments. */
    enum Suite {
        REQUIREMENTS_2025_11_25(
                Era.LEGACY, "node_modules/@modelcontextprotocol/conformance", "--requirements", "2025-11-25"),
        REQUIREMENTS_2026_07_28(
                Era.MODERN, "node_modules/@modelcontextprotocol/conformance", "--requirements", "2026-07-28"),
        ALL_0_1_16(Era.LEGACY, "node_modules/conformance-legacy", "--suite", "all");

        private final Era era;
        private final String folder;
        private final String option;
        private final String value;

        Suite(Era era, String folder, String option, String value) {
            this.era = era;
            this.folder = folder;
            this.option = option;
            this.value = value;
        }

        /** Of the clients that it plays. */
        Era era() {
            return era;
        }

        /** The revision that its clients speak. */
        String revision() {
            return era == Era.MODERN ? "2026-07-28" : "2025-11-25";
        }
    }

    /**
     * How a scenario went.
     *
     * @param failed what was said of each check that failed or was warned of
     * @param skipped the checks that were not made
     * @param isNothing whether not one check was made
     */
    record Outcome(SortedMap<String, String> failed, SortedSet<String> skipped, boolean isNothing) {}

    private static final Pattern FOLDER_NAME = Pattern.compile("(?:server-)?(.+)-[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9Z-]+");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private Conformance() {}

    /** The outcome of every scenario that ran. */
    static SortedMap<String, Outcome> run(NpmTools npm, Suite suite, URI url, String key, String name) {
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

    /** What failed, by scenario. */
    static SortedMap<String, SortedMap<String, String>> failures(SortedMap<String, Outcome> results) {
        var failures = new TreeMap<String, SortedMap<String, String>>();
        results.forEach((scenario, outcome) -> failures.put(scenario, outcome.failed()));
        failures.values().removeIf(SortedMap::isEmpty);
        return failures;
    }

    /** What was not looked at, by scenario. */
    static SortedMap<String, SortedSet<String>> skips(SortedMap<String, Outcome> results) {
        var skips = new TreeMap<String, SortedSet<String>>();
        results.forEach((scenario, outcome) -> skips.put(scenario, outcome.skipped()));
        return skips;
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

    /** The outcome of every scenario whose results lie in a folder. */
    static SortedMap<String, Outcome> read(Path output) {
        var results = new TreeMap<String, Outcome>();
        try (Stream<Path> folders = Files.list(output)) {
            for (var folder : folders.toList()) {
                var name = FOLDER_NAME.matcher(folder.getFileName().toString());
                if (name.matches()) {
                    results.put(name.group(1), outcome(Files.readString(folder.resolve("checks.json"))));
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return results;
    }

    private static Outcome outcome(String checks) {
        var failed = new TreeMap<String, String>();
        var skipped = new TreeSet<String>();
        boolean isNothing = true;
        for (var check : Json.read(checks)) {
            var id = check.path("id").asString("");
            switch (check.path("status").asString("")) {
                case "SKIPPED" -> skipped.add(id);
                case "FAILURE", "WARNING" -> failed.merge(id, firstLine(check), (one, more) -> one + "; " + more);
                default -> isNothing = false;
            }
        }
        return new Outcome(failed, skipped, isNothing && failed.isEmpty());
    }

    private static String firstLine(JsonNode check) {
        return check.path("errorMessage").asString("").lines().findFirst().orElse("");
    }
}
