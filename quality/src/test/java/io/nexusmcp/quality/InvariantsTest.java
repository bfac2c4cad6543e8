package io.nexusmcp.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every invariant of the threat model names what it answers to and a test that exists. */
class InvariantsTest {
    private static final int REQUIREMENTS = 194;
    private static final Pattern HEAD = Pattern.compile("(?m)^### INV-(\\d+) ");
    private static final Pattern REQUIREMENT = Pattern.compile("\\bR(\\d+)\\b");
    private static final Pattern CITED = Pattern.compile("`([A-Z][A-Za-z0-9]*(?:Test|IT))(?:#(\\w+))?`");

    private static final List<Path> TESTS = Sources.java().stream()
            .filter(path -> path.toString().contains("/src/test/"))
            .toList();

    private record Invariant(int number, String text) {
        String proof() {
            int at = text.indexOf("Proof:");
            return at < 0 ? "" : text.substring(at);
        }
    }

    private static List<Invariant> invariants() {
        var page = Sources.read(Sources.ROOT.resolve("docs/threat-model.md"));
        var heads = HEAD.matcher(page).results().toList();
        var all = new ArrayList<Invariant>();
        for (int at = 0; at < heads.size(); at++) {
            int end = at + 1 < heads.size() ? heads.get(at + 1).start() : page.length();
            all.add(new Invariant(
                    Integer.parseInt(heads.get(at).group(1)),
                    page.substring(heads.get(at).start(), end)));
        }
        return all;
    }

    @Test
    void invariants_areNumberedInOrder() {
        var all = invariants();
        assertThat(all).hasSizeGreaterThan(20);
        assertThat(all.stream().map(Invariant::number))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, all.size()).boxed().toList());
    }

    @Test
    void everyInvariant_namesItsRequirements() {
        for (var invariant : invariants()) {
            var numbers = REQUIREMENT
                    .matcher(invariant.text())
                    .results()
                    .map(found -> Integer.parseInt(found.group(1)))
                    .toList();
            assertThat(numbers)
                    .as("INV-%d", invariant.number())
                    .isNotEmpty()
                    .allMatch(number -> number <= REQUIREMENTS);
        }
    }

    @Test
    void everyInvariant_isProvedByTestsThatExist() {
        for (var invariant : invariants()) {
            var cited = CITED.matcher(invariant.proof()).results().toList();
            assertThat(cited).as("tests of INV-%d", invariant.number()).isNotEmpty();
            assertThat(cited).as("INV-%d", invariant.number()).allMatch(InvariantsTest::exists);
        }
    }

    private static boolean exists(MatchResult cited) {
        var method = cited.group(2);
        return TESTS.stream()
                .filter(path -> path.endsWith(cited.group(1) + ".java"))
                .anyMatch(path -> method == null || Sources.read(path).contains(" " + method + "("));
    }
}
