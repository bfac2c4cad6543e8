package io.nexusmcp.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nexus version}: that of this program; needs no hub. */
@Command(name = "version", description = "Show the version of this program.")
final class VersionCommand implements Callable<Integer>, JsonOutput {
    private final Shell shell;
    private final String version;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    VersionCommand(Shell shell, String version) {
        this.shell = shell;
        this.version = version;
    }

    @Override
    public Integer call() {
        var java = Runtime.version().toString();
        shell.out()
                .println(
                        json
                                ? Json.pretty(
                                        Json.object().put("version", version).put("java", java))
                                : "nexus " + version + " (Java " + java + ")");
        return ExitCode.OK.code();
    }

    @Override
    public boolean isJson() {
        return json;
    }
}
