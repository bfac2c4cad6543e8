package io.nexusmcp.store;

/** The store cannot be opened, read or written; the message is for operators and holds no secret. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
