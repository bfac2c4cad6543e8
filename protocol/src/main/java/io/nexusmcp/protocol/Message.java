package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.List;
import java.util.Optional;

/** One JSON-RPC message. Unknown members stay in the envelope. */
public sealed interface Message {
    record Request(RequestId id, String method, JsonObject params, JsonObject envelope) implements Message {}

    record Notification(String method, JsonObject params, JsonObject envelope) implements Message {}

    /** A successful answer; {@code result} is whatever JSON value came. */
    record Result(RequestId id, JsonSlice result, JsonObject envelope) implements Message {}

    /** A failed answer; the id is absent where the failure belongs to no request. */
    record Failure(Optional<RequestId> id, int code, JsonObject error, JsonObject envelope) implements Message {}

    /** Only revision 2025-03-26 defines it. */
    record Batch(List<Message> messages) implements Message {}
}
