package io.nexusmcp.protocol;

/** JSON-RPC and MCP error codes that the hub sends or understands. */
public final class ErrorCode {
    public static final int PARSE_ERROR = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL_ERROR = -32603;

    /** Legacy revisions only; modern ones answer {@link #INVALID_PARAMS}. */
    public static final int RESOURCE_NOT_FOUND = -32002;

    /** Modern: mirrored headers are missing, malformed or differ from the body. */
    public static final int HEADER_MISMATCH = -32020;

    /** Modern: the request needs a client capability that it did not declare. */
    public static final int MISSING_CLIENT_CAPABILITY = -32021;

    public static final int UNSUPPORTED_PROTOCOL_VERSION = -32022;

    /** 2025-11-25 only: the person must visit a URL first. */
    public static final int URL_ELICITATION_REQUIRED = -32042;

    /** What official SDKs answer for a bad session header; has no meaning in the specification. */
    public static final int BAD_SESSION = -32000;

    /** What official SDKs answer, with HTTP 404, for an unknown session. */
    public static final int SESSION_NOT_FOUND = -32001;

    private ErrorCode() {}
}
