package io.nexusmcp.core.schema;

/** Why a schema cannot be used to check anything. */
final class UnusableSchema extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnusableSchema(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
