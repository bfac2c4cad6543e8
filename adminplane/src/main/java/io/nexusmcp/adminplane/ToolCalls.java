package io.nexusmcp.adminplane;

import io.nexusmcp.protocol.Headers;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.net.InetAddress;

/** Sends a tool call through the whole pipeline, as if it had come to the federated endpoint. */
@FunctionalInterface
public interface ToolCalls {
    /** The pipeline authenticates by the same headers, decides, and writes the one audit event of the call. */
    Outcome call(Headers credentials, InetAddress peer, String traceId, String tool, JsonObject arguments);

    /** What became of the call. */
    sealed interface Outcome {
        /** The tool's result; it may say {@code isError}. */
        record Result(JsonSlice result) implements Outcome {}

        /**
         * A JSON-RPC error.
         *
         * @param status of the HTTP answer the federated endpoint would give
         */
        record Failure(int status, int code, String message) implements Outcome {}
    }
}
