package io.nexusmcp.cli;

/** How a command ended, as scripts see it. */
public enum ExitCode {
    OK(0, "done"),
    /** A tool's own error counts too. */
    FAILED(1, "refused or failed"),
    USAGE(2, "the command line or the configuration is wrong"),
    UNREACHABLE(3, "the hub cannot be reached; for serve: a store or port cannot be had"),
    NOT_AUTHORIZED(4, "no key, or one that may not do this");

    private final int code;
    private final String says;

    ExitCode(int code, String says) {
        this.code = code;
        this.says = says;
    }

    public int code() {
        return code;
    }

    String says() {
        return says;
    }
}
