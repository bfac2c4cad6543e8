package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Optional;

/**
 * A JSON-RPC error answer with the HTTP status it travels in.
 *
 * @param id the id of the request, where it could be read
 */
public record ProtocolError(
        int httpStatus, int code, String message, Optional<RequestId> id, Optional<JsonSlice> data) {

    public static ProtocolError of(int httpStatus, int code, String message) {
        return new ProtocolError(httpStatus, code, message, Optional.empty(), Optional.empty());
    }

    public ProtocolError withId(RequestId answered) {
        return new ProtocolError(httpStatus, code, message, Optional.of(answered), data);
    }

    public ProtocolError withData(JsonSlice details) {
        return new ProtocolError(httpStatus, code, message, id, Optional.of(details));
    }
}
