package io.nexusmcp.core.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathRuleTest {
    private static List<String> lines(String name) throws IOException {
        try (var in = PathRuleTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        }
    }

    @Test
    void breach_hostileSamples_areAllFound() throws IOException {
        assertThat(lines("paths-hostile.txt"))
                .hasSizeGreaterThan(50)
                .allSatisfy(path -> assertThat(PathRule.breach(path)).as(path).isPresent());
    }

    @Test
    void breach_benignSamples_allPass() throws IOException {
        assertThat(lines("paths-benign.txt"))
                .hasSizeGreaterThan(40)
                .allSatisfy(path -> assertThat(PathRule.breach(path)).as(path).isEmpty());
    }

    @Test
    void breach_textOfSeveralLines_isNotAPath() {
        assertThat(PathRule.breach("import a\nimport ../../b\n")).isEmpty();
    }

    @Test
    void breach_nulInAPath_isRefused() {
        assertThat(PathRule.breach("report.txt\0.png")).contains(PathRule.NUL);
        assertThat(PathRule.breach("a/b%00.txt")).contains(PathRule.NUL);
        assertThat(PathRule.breach("no path\0")).isEmpty();
    }

    @Test
    void breach_longTexts_takeLinearTime() {
        for (var part : List.of("%25", "../x ", "a/", "%c0", "\\u00", ".", "/./", "%", "....", "a b/")) {
            var text = part.repeat(300_000 / part.length());
            PathRule.breach(text);
            PathRule.breach(text + "\n");
        }
        assertThat(PathRule.breach("%" + "25".repeat(100_000) + "2e%2e/x")).isPresent();
    }
}
