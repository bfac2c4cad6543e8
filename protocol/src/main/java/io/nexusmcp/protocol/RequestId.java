package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonProblem;
import io.nexusmcp.protocol.json.JsonSlice;

/**
 * A JSON-RPC request id with its JSON type: a string or an integer, never null. {@code 1} and {@code "1"} differ.
 *
 * @param json the id as its JSON text, at most {@value #MAX_LENGTH} bytes
 */
public record RequestId(String json) {
    public static final int MAX_LENGTH = 256;

    /** {@link JsonProblem} for null, fractions, objects and ids that are too long. */
    public static RequestId of(JsonSlice value) {
        if (value.length() > MAX_LENGTH) {
            throw new JsonProblem("the id is longer than " + MAX_LENGTH + " bytes");
        }
        var text = value.text();
        if (!value.isString() && !isInteger(text)) {
            throw new JsonProblem("the id must be a string or an integer");
        }
        return new RequestId(text);
    }

    public static RequestId of(long number) {
        return new RequestId(Long.toString(number));
    }

    public JsonSlice slice() {
        return JsonSlice.trusted(json);
    }

    private static boolean isInteger(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c != '-' && (c < '0' || c > '9')) {
                return false;
            }
        }
        return true;
    }
}
