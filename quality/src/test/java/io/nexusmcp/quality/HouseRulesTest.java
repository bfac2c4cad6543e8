package io.nexusmcp.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sizes, names and packages as the house wants them. */
class HouseRulesTest {
    private static final int MAX_LINES = 500;
    private static final int P90_LINES = 220;
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("^public (final |sealed |non-sealed |abstract )*(class|record|interface|enum) ");
    private static final Pattern AVOIDED_NAME =
            Pattern.compile(".*(Impl|Manager|Helper|Utils?|Service|Processor|Data|Info)\\.java");

    private static List<Path> main() {
        return Sources.java().stream()
                .filter(path -> path.toString().contains("/src/main/"))
                .filter(path -> !path.endsWith("package-info.java"))
                .toList();
    }

    private static long lines(Path path) {
        return Sources.read(path).lines().count();
    }

    @Test
    void noFile_isLongerThanItMayBe() {
        assertThat(Sources.java().stream()
                        .filter(path -> lines(path) > MAX_LINES)
                        .map(Sources::name))
                .isEmpty();
        var sorted = main().stream().mapToLong(HouseRulesTest::lines).sorted().toArray();
        assertThat(sorted[sorted.length * 9 / 10]).isLessThanOrEqualTo(P90_LINES);
    }

    @Test
    void everyPackage_saysWhatItIsAndIsNullMarked() {
        var packages = main().stream().map(Path::getParent).distinct();
        assertThat(packages.filter(folder -> {
                            var page = folder.resolve("package-info.java");
                            return !Files.exists(page)
                                    || !Sources.read(page).contains("@NullMarked")
                                    || !Sources.read(page).contains("/**");
                        })
                        .map(Sources::name))
                .isEmpty();
    }

    @Test
    void names_sayWhatAThingIs() {
        assertThat(main().stream()
                        .map(Sources::name)
                        .filter(name -> AVOIDED_NAME.matcher(name).matches()))
                .isEmpty();
    }

    @Test
    void everyPublicType_saysWhatItIs() {
        assertThat(main().stream().filter(path -> !isDocumented(path)).map(Sources::name))
                .isEmpty();
    }

    private static boolean isDocumented(Path path) {
        var lines = Sources.read(path).lines().toList();
        for (int at = 0; at < lines.size(); at++) {
            if (PUBLIC_TYPE.matcher(lines.get(at)).find()) {
                int before = at - 1;
                while (before >= 0 && !lines.get(before).isBlank()) {
                    if (lines.get(before--).endsWith("*/")) {
                        return true;
                    }
                }
                return false;
            }
        }
        return true;
    }

    @Test
    void nothing_namesAMachineOrARegistry() {
        var files = Stream.of(".java", ".xml", ".md", ".json", ".yml", ".yaml", ".sh", ".mjs")
                .flatMap(ending -> Sources.files(ending).stream());
        var forbidden =
                List.of("repo1.maven" + ".org", "registry.npm" + "js.org", "/work/" + "main", "deb.debian" + ".org");
        assertThat(files.filter(path -> forbidden.stream().anyMatch(Sources.read(path)::contains))
                        .map(Sources::name))
                .isEmpty();
    }
}
