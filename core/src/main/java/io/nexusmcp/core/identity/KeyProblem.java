package io.nexusmcp.core.identity;

/** A wish about keys that cannot be granted; the message is for the person who asked. */
public final class KeyProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    public KeyProblem(String message) {
        super(message, null, false, false);
    }
}
