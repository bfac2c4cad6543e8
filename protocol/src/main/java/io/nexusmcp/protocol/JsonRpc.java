package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.json.JsonText;

/** Writes JSON-RPC 2.0 messages around values that are copied byte for byte. */
public final class JsonRpc {
    private static final JsonSlice START = JsonSlice.trusted("{\"jsonrpc\":\"2.0\"");
    private static final JsonSlice ID = JsonSlice.trusted(",\"id\":");
    private static final JsonSlice METHOD = JsonSlice.trusted(",\"method\":");
    private static final JsonSlice PARAMS = JsonSlice.trusted(",\"params\":");
    private static final JsonSlice RESULT = JsonSlice.trusted(",\"result\":");
    private static final JsonSlice ERROR = JsonSlice.trusted(",\"error\":");
    private static final JsonSlice UNKNOWN_ID = JsonSlice.trusted(",\"id\":null");
    private static final JsonSlice NO_ID = JsonSlice.trusted("");
    private static final JsonSlice END = JsonSlice.trusted("}");

    private JsonRpc() {}

    public static JsonSlice request(RequestId id, String method, JsonSlice params) {
        return join(START, ID, id.slice(), METHOD, JsonSlice.string(method), PARAMS, params, END);
    }

    public static JsonSlice notification(String method) {
        return join(START, METHOD, JsonSlice.string(method), END);
    }

    public static JsonSlice notification(String method, JsonSlice params) {
        return join(START, METHOD, JsonSlice.string(method), PARAMS, params, END);
    }

    public static JsonSlice result(RequestId id, JsonSlice result) {
        return join(START, ID, id.slice(), RESULT, result, END);
    }

    /** A failed answer; one that belongs to no known request says {@code null} in the legacy era and has no id later. */
    public static JsonSlice error(ProtocolError error, Era era) {
        var unknown = era == Era.LEGACY ? UNKNOWN_ID : NO_ID;
        var id = error.id().map(known -> join(ID, known.slice())).orElse(unknown);
        var data = error.data().map(details -> ",\"data\":" + details.text()).orElse("");
        var body = "{\"code\":" + error.code() + ",\"message\":" + JsonText.quote(error.message()) + data + "}";
        return join(START, id, ERROR, JsonSlice.trusted(body), END);
    }

    private static JsonSlice join(JsonSlice... parts) {
        int length = 0;
        for (var part : parts) {
            length += part.length();
        }
        var bytes = new byte[length];
        int at = 0;
        for (var part : parts) {
            at = part.copyTo(bytes, at);
        }
        return JsonSlice.trusted(bytes);
    }
}
