package io.nexusmcp.e2e;

import io.nexusmcp.e2e.Conformance.Outcome;
import io.nexusmcp.e2e.Conformance.Suite;
import io.nexusmcp.testkit.Era;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** How each scenario went in each pair of eras, as the page on the protocol shows it. */
final class ConformanceTable {
    static final List<Suite> SUITES = List.of(Suite.REQUIREMENTS_2025_11_25, Suite.REQUIREMENTS_2026_07_28);

    private static final String BEGIN = "<!-- conformance: generated -->\n";
    private static final String END = "<!-- conformance: end -->";
    private static final String NOT_IN_IT = "";

    /** By scenario, and by suite and era of the server, what to say of it. */
    private final SortedMap<String, SortedMap<String, SortedSet<String>>> rows = new TreeMap<>();

    void add(Suite suite, Era server, SortedMap<String, Outcome> results) {
        results.forEach((scenario, outcome) -> rows.computeIfAbsent(scenario, _ -> new TreeMap<>())
                .computeIfAbsent(column(suite, server), _ -> new TreeSet<>())
                .add(cell(suite, server, scenario, outcome)));
    }

    private static String cell(Suite suite, Era server, String scenario, Outcome outcome) {
        if (outcome.isNothing()) {
            return "skipped";
        }
        if (outcome.failed().isEmpty()) {
            return "pass";
        }
        return BetweenEras.of(suite, server, scenario)
                .filter(known -> known.checks().equals(outcome.failed().keySet()))
                .map(BetweenEras::mark)
                .orElse("FAIL");
    }

    private static String column(Suite suite, Era server) {
        return suite.revision() + " → " + server.name().toLowerCase(Locale.ROOT);
    }

    /** The table of a page. */
    static String in(Path page) throws IOException {
        var text = Files.readString(page);
        return text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END));
    }

    static void write(Path page, String table) throws IOException {
        Files.writeString(page, Files.readString(page).replace(BEGIN + in(page) + END, BEGIN + table + END));
    }

    /** All pairs, and what a legacy server says without a hub of that which fails. */
    String text(URI legacyServer) {
        var columns = SUITES.stream()
                .flatMap(suite -> List.of(Era.LEGACY, Era.MODERN).stream().map(era -> column(suite, era)))
                .toList();
        var text = new StringBuilder("| scenario | ")
                .append(String.join(" | ", columns))
                .append(" |\n|")
                .append("---|".repeat(1 + columns.size()))
                .append('\n');
        rows.forEach((scenario, cells) -> {
            text.append("| `").append(scenario).append("` |");
            for (var column : columns) {
                var said = cells.containsKey(column) ? String.join(", ", cells.get(column)) : NOT_IN_IT;
                text.append(' ').append(said).append(said.isEmpty() ? "|" : " |");
            }
            text.append('\n');
        });
        return text.append(gaps(legacyServer)).toString();
    }

    private static String gaps(URI legacyServer) {
        var text = new StringBuilder(
                        "\n| scenario | fails | the legacy server itself, to a client of its era | why |\n")
                .append("|---|---|---|---|\n");
        for (var gap : BetweenEras.values()) {
            text.append("| `")
                    .append(gap.scenario())
                    .append("` | `")
                    .append(String.join("`, `", gap.checks()))
                    .append("` | `")
                    .append(gap.saysItself(legacyServer))
                    .append("` | ")
                    .append(gap.because())
                    .append(" |\n");
        }
        return text.toString();
    }
}
