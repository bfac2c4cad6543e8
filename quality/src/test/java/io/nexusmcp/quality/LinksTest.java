package io.nexusmcp.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links inside the project lead somewhere. */
class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");

    private static List<Path> pages() {
        return Sources.files(".md").stream()
                .filter(path -> Sources.name(path).matches("[^/]+|docs/.*"))
                .toList();
    }

    private static Stream<String> broken(Path page) {
        return LINK.matcher(FENCED.matcher(Sources.read(page)).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.startsWith("http:") && !link.startsWith("https:") && !leads(page, link))
                .map(link -> Sources.name(page) + " -> " + link);
    }

    private static boolean leads(Path page, String link) {
        var parts = link.split("#", 2);
        var target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return target.startsWith(Sources.ROOT)
                && Files.exists(target)
                && (parts.length == 1 || headings(target).anyMatch(parts[1]::equals));
    }

    /** As code hosts make anchors of headings. */
    private static Stream<String> headings(Path page) {
        return HEADING.matcher(Sources.read(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{Alnum} _-]", "")
                        .replace(' ', '-'));
    }

    @Test
    void everyRelativeLink_leadsToSomethingThatIsThere() {
        assertThat(pages()).hasSizeGreaterThan(8);
        assertThat(pages().stream().flatMap(LinksTest::broken)).isEmpty();
    }

    @Test
    void everyModule_isInTheTableOfTheReadme() {
        var readme = Sources.read(Sources.ROOT.resolve("README.md"));
        var modules = Pattern.compile("<module>(.*?)</module>")
                .matcher(Sources.read(Sources.ROOT.resolve("pom.xml")))
                .results()
                .map(module -> module.group(1));
        assertThat(modules).allMatch(module -> readme.contains("| [`" + module + "`](" + module + ") |"));
    }
}
