package io.nexusmcp.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * The surroundings of a command: where it writes and what the environment says.
 *
 * @param isTerminal whether a person watches, so that progress is worth showing
 */
public record Shell(PrintWriter out, PrintWriter err, Map<String, String> environment, boolean isTerminal) {

    /** That of this process. */
    @SuppressWarnings("SystemConsoleNull") // the default console of Java 25 is absent again where there is no terminal
    public static Shell ofProcess() {
        var console = System.console();
        return new Shell(
                new PrintWriter(System.out, true, UTF_8),
                new PrintWriter(System.err, true, UTF_8),
                System.getenv(),
                console != null && console.isTerminal());
    }

    /** Where a hub keeps its data unless it is told otherwise. */
    public Path defaultDataDirectory() {
        var base = environment.getOrDefault("XDG_DATA_HOME", "");
        var folder = base.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".local", "share")
                : Path.of(base);
        return folder.resolve("nexus");
    }

    void warn(String warning) {
        err.println("warning: " + Clean.line(warning));
    }
}
