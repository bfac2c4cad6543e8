package io.nexusmcp.protocol;

/** A message that cannot be accepted as MCP; carries the whole answer. */
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient ProtocolError error;

    public ProtocolException(ProtocolError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public ProtocolError error() {
        return error;
    }
}
