package io.nexusmcp.core.catalog;

/** A server or tool that cannot be switched; the message is for the person who asked. */
public final class SwitchProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SwitchProblem(String message) {
        super(message, null, false, false);
    }
}
