package io.nexusmcp.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The peers that come from Python's package index, in an environment of their own. */
final class PythonTools {
    private static final Path FOLDER = Path.of("python").toAbsolutePath();
    private static final Path PLACE = Path.of("target", "python").toAbsolutePath();
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private PythonTools() {}

    /** Makes the environment if need be. Skips the test where there is no Python; fails it where all is required. */
    static PythonTools require() {
        try {
            install();
        } catch (IOException | UncheckedIOException | AssertionError missing) {
            var line = "Tests with Python peers need python3 with venv and pip, and its package index";
            if ("true".equals(System.getenv("NEXUS_REQUIRE_ALL"))) {
                Assertions.fail(line, missing);
            }
            System.out.println("Skipped: " + line);
            Assumptions.abort(line);
        }
        return new PythonTools();
    }

    private static void install() throws IOException {
        var wanted = FOLDER.resolve("requirements.txt");
        var installed = PLACE.resolve("installed.txt");
        if (Files.exists(installed) && Files.mismatch(wanted, installed) < 0) {
            return;
        }
        succeed(List.of("python3", "-m", "venv", "--clear", PLACE.toString()));
        succeed(List.of(python(), "-m", "pip", "install", "--quiet", "--requirement", wanted.toString()));
        Files.copy(wanted, installed);
    }

    private static void succeed(List<String> command) {
        var program = Program.run(command, Map.of(), FOLDER, LIMIT);
        if (program.exit() != 0) {
            throw new AssertionError(program.err());
        }
    }

    private static String python() {
        return PLACE.resolve("bin/python").toString();
    }

    /** The command line of a script. */
    List<String> command(String script, String... arguments) {
        var command = new ArrayList<>(List.of(python(), FOLDER.resolve(script).toString()));
        command.addAll(List.of(arguments));
        return command;
    }
}
