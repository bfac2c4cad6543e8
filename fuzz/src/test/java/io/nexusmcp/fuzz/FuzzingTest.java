package io.nexusmcp.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Fuzzes each target for {@code fuzz.seconds} in a process of its own. A finding is printed, and its input left in
 * {@code target/fuzz}; it is to be kept with the inputs of its target once it is understood.
 */
class FuzzingTest {
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 2);
    private static final Pattern RUNS = Pattern.compile("Done (\\d+) runs|stat::number_of_executed_units: (\\d+)");
    private static final Path FOLDER = Path.of("target", "fuzz").toAbsolutePath();

    @ParameterizedTest
    @EnumSource
    void target_underGuidedInput_keepsItsPromises(Target target) throws IOException, InterruptedException {
        var corpus = Files.createDirectories(FOLDER.resolve(target.label()));
        var log = FOLDER.resolve(target.label() + ".log");
        var exit = new ProcessBuilder(command(target, corpus))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        var printed = Files.readString(log);
        assertThat(exit).as(printed).isZero();
        var runs = RUNS.matcher(printed);
        assertThat(runs.find()).as(printed).isTrue();
        System.out.println(target + ": " + runs.group() + " without a finding");
    }

    private static List<String> command(Target target, Path corpus) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                // what runs for seconds gains nothing from the second compiler
                SECONDS < 30 ? "-XX:TieredStopAtLevel=1" : "-XX:+TieredCompilation",
                "-Djdk.attach.allowAttachSelf=true",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.type().getName(),
                "--instrumentation_includes=io.nexusmcp.**",
                "--custom_hook_includes=io.nexusmcp.**",
                "--reproducer_path=" + FOLDER,
                "-artifact_prefix=" + FOLDER.resolve(target.label()) + "-",
                "-max_total_time=" + SECONDS,
                "-max_len=2048",
                "-timeout=60",
                corpus.toString(),
                target.kept().toString());
    }
}
