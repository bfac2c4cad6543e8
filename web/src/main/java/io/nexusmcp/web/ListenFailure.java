package io.nexusmcp.web;

/** An address that cannot be listened on; the message names it. */
public final class ListenFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    ListenFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
