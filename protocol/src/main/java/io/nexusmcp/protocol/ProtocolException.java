package io.nexusmcp.protocol;

/** A message that cannot be accepted as MCP; carries the whole answer. */
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient ProtocolError error;

    public ProtocolException(ProtocolError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public static ProtocolException of(int httpStatus, int code, String message) {
        return new ProtocolException(ProtocolError.of(httpStatus, code, message));
    }

    public ProtocolError error() {
        return error;
    }

    /** The same refusal, naming the request it answers unless it already does. */
    public ProtocolException answering(RequestId id) {
        return error.id().isPresent() ? this : new ProtocolException(error.withId(id));
    }
}
