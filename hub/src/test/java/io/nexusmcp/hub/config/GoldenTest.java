package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Pairs of a file and what is made of it: settings that are no defaults, warnings, or problems. */
class GoldenTest {
    private static final Path PAIRS = Path.of("src/test/resources/io/nexusmcp/hub/config");
    private static final Map<String, String> ENVIRONMENT = Map.of("HOME", "/home/ana", "TOKEN", "s3cr3t");

    static List<Path> inputs() throws IOException {
        try (var files = Files.list(PAIRS)) {
            return files.filter(file -> file.toString().contains(".in."))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void file_isReadAsItsTwinSays(Path input) throws IOException {
        var twin = Path.of(input.toString().replaceAll("\\.in\\..*", ".out.txt"));
        var actual =
                outcome(input).map(line -> line.replace(PAIRS + "/", "") + "\n").collect(Collectors.joining());
        if (Boolean.getBoolean("update")) {
            Files.writeString(twin, actual);
        }

        assertThat(actual).isEqualTo(Files.readString(twin)).doesNotContain("s3cr3t");
    }

    private static Stream<String> outcome(Path input) {
        try {
            var loaded = ConfigLoader.load(Optional.of(input), ENVIRONMENT, Map.of());
            return Stream.concat(
                    loaded.origins().settings().stream()
                            .filter(setting -> !(setting.origin() instanceof Origin.Default))
                            .map(setting -> setting.key() + " = " + setting.value() + "  ("
                                    + setting.origin().text() + ")"),
                    loaded.warnings().stream().map(Problem::toString));
        } catch (ConfigProblems problems) {
            return problems.problems().stream().map(Problem::toString);
        }
    }
}
