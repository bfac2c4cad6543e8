package io.nexusmcp.cli;

/** Why a command cannot be done, and how to mend it; both are for the person at the terminal. */
public final class CliProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;
    private final String hint;

    public CliProblem(ExitCode exitCode, String message, String hint) {
        super(message, null, false, false);
        this.exitCode = exitCode;
        this.hint = hint;
    }

    ExitCode exitCode() {
        return exitCode;
    }

    String hint() {
        return hint;
    }
}
