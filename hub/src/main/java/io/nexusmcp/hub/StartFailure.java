package io.nexusmcp.hub;

/** A hub that cannot start; the message says why and what to do, the code what the program ends with. */
final class StartFailure extends RuntimeException {
    static final int BAD_CONFIGURATION = 2;
    static final int NOTHING_TO_BE_HAD = 3;
    private static final long serialVersionUID = 1;

    private final int exitCode;

    StartFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    StartFailure(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
