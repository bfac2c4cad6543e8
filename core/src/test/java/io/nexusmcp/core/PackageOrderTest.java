package io.nexusmcp.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps core's packages in order: each may use only those listed before it. */
class PackageOrderTest {
    private static final List<String> BOTTOM_FIRST = Stream.of(
                    "",
                    ".identity",
                    ".limit",
                    ".session",
                    ".replay",
                    ".api",
                    ".catalog",
                    ".policy",
                    ".schema",
                    ".route",
                    ".guard",
                    ".audit",
                    ".task",
                    ".pipeline")
            .map(name -> "io.nexusmcp.core" + name)
            .toList();

    private static final Pattern EDGE =
            Pattern.compile("\\s+(io\\.nexusmcp\\.core\\S*)\\s+->\\s+(io\\.nexusmcp\\.core\\S*)\\s.*");

    @Test
    void everyPackageUsesOnlyThoseBelowIt() {
        var edges = edges();
        assertThat(edges).isNotEmpty();
        assertThat(edges.stream()
                        .filter(edge -> order(edge.group(2)) > order(edge.group(1)))
                        .map(edge -> edge.group(1) + " uses " + edge.group(2)))
                .isEmpty();
    }

    private static List<Matcher> edges() {
        var report = new StringWriter();
        ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(new PrintWriter(report), new PrintWriter(report), "-verbose:package", "target/classes");
        return report.toString()
                .lines()
                .map(EDGE::matcher)
                .filter(Matcher::matches)
                .toList();
    }

    private static int order(String name) {
        int order = BOTTOM_FIRST.indexOf(name);
        return order >= 0 ? order : fail("a new package: give it a place in BOTTOM_FIRST: " + name);
    }
}
