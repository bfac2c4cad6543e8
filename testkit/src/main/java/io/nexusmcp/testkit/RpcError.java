package io.nexusmcp.testkit;

import tools.jackson.databind.node.ObjectNode;

/** A JSON-RPC error on its way to the caller, with the HTTP status that carries it in the modern era. */
final class RpcError extends RuntimeException {
    private static final long serialVersionUID = 1;

    static final int PARSE = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int UNKNOWN_METHOD = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL = -32603;
    static final int LEGACY_NO_RESOURCE = -32002;
    static final int HEADER_MISMATCH = -32020;
    static final int MISSING_CAPABILITY = -32021;
    static final int UNSUPPORTED_VERSION = -32022;

    private final int code;
    private final int status;
    private final String text;
    private final transient ObjectNode data;

    RpcError(int status, int code, String text, ObjectNode data) {
        super(text, null, false, false);
        this.status = status;
        this.code = code;
        this.text = text;
        this.data = data;
    }

    RpcError(int status, int code, String text) {
        this(status, code, text, Trees.object());
    }

    static RpcError invalidParams(String text) {
        return new RpcError(200, INVALID_PARAMS, text);
    }

    static RpcError unknownMethod(String method) {
        return new RpcError(404, UNKNOWN_METHOD, "Method not found: " + method);
    }

    int code() {
        return code;
    }

    int status() {
        return status;
    }

    String text() {
        return text;
    }

    ObjectNode data() {
        return data;
    }
}
