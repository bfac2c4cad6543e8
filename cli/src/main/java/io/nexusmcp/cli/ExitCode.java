package io.nexusmcp.cli;

/** How a command ended, as scripts see it. */
public enum ExitCode {
    /** Done. */
    OK(0),
    /** Understood, but refused or failed; a tool's own error counts too. */
    FAILED(1),
    /** The command line or a configuration is wrong. */
    USAGE(2),
    /** Something needed cannot be had: the hub does not answer, or for serve a store or port. */
    UNREACHABLE(3),
    /** The hub knows no such key, or the key may not do this. */
    NOT_AUTHORIZED(4);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
