package io.nexusmcp.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nexus completion}: prints a script that completes commands and options in bash and zsh. */
@Command(
        name = "completion",
        description = "Print a completion script for a shell.",
        footer = {"", "  bash: source <(nexus completion bash)", "  zsh:  source <(nexus completion zsh)"})
final class CompletionCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private @Nullable Dialect dialect;

    @Spec
    private @Nullable CommandSpec spec;

    /** Shells that can read the script; zsh through its own emulation, which the script turns on. */
    enum Dialect {
        bash,
        zsh
    }

    CompletionCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (spec == null || dialect == null) {
            throw new IllegalStateException("the command line sets both before a call");
        }
        shell.out().print(AutoComplete.bash("nexus", spec.root().commandLine()));
        shell.out().flush();
        return ExitCode.OK.code();
    }
}
