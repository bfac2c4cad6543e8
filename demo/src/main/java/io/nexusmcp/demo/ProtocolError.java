package io.nexusmcp.demo;

import tools.jackson.databind.node.ObjectNode;

/** A request that is answered with a JSON-RPC error. */
final class ProtocolError extends RuntimeException {
    private static final long serialVersionUID = 1;

    static final int PARSE = -32700;
    static final int UNKNOWN_METHOD = -32601;
    static final int INVALID_PARAMS = -32602;

    private final int code;
    private final String words;
    private final transient ObjectNode data;

    ProtocolError(int code, String words, ObjectNode data) {
        super(words, null, false, false);
        this.code = code;
        this.words = words;
        this.data = data;
    }

    ProtocolError(int code, String words) {
        this(code, words, Json.object());
    }

    ObjectNode toJson() {
        var error = Json.object().put("code", code).put("message", words);
        if (!data.isEmpty()) {
            error.set("data", data);
        }
        return error;
    }
}
