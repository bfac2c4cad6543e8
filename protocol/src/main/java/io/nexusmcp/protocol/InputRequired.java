package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A modern result that asks for more before the request can be served.
 *
 * @param requests what is asked, by the key its answer must have
 * @param state what the client has to bring back
 */
public record InputRequired(Map<String, Request> requests, Optional<String> state) {
    public static final String REQUESTS = "inputRequests";
    public static final String RESPONSES = "inputResponses";
    public static final String STATE = "requestState";

    private static final String TYPE = "input_required";

    public InputRequired {
        requests = Collections.unmodifiableMap(new LinkedHashMap<>(requests));
    }

    /** One question, without an id of its own. */
    public record Request(String method, JsonObject params) {}

    public static boolean is(JsonObject result) {
        return result.string("resultType").filter(TYPE::equals).isPresent();
    }

    /** Whether a method may be answered so at all. */
    public static boolean isPossible(String method) {
        return method.equals("tools/call") || method.equals("prompts/get") || method.equals("resources/read");
    }

    /** {@link ProtocolException} when it is not formed as such a result must be. */
    public static InputRequired read(JsonObject result) {
        var requests = new LinkedHashMap<String, Request>();
        var asked = result.object(REQUESTS);
        for (var key : asked.map(JsonObject::names).orElse(List.of())) {
            var request = asked.flatMap(all -> all.object(key)).orElseThrow(InputRequired::malformed);
            var method = request.string("method").orElseThrow(InputRequired::malformed);
            requests.put(key, new Request(method, request.object("params").orElse(JsonObject.EMPTY)));
        }
        var state = result.string(STATE);
        if (requests.isEmpty() && state.isEmpty() || asked.isEmpty() && result.has(REQUESTS)) {
            throw malformed();
        }
        return new InputRequired(requests, state);
    }

    /** The result as a client gets it. */
    public JsonObject write() {
        var result = JsonObject.EMPTY.edit().set("resultType", TYPE);
        if (!requests.isEmpty()) {
            var written = JsonObject.EMPTY.edit();
            requests.forEach((key, request) -> written.set(key, write(request)));
            result.set(REQUESTS, written.object());
        }
        state.ifPresent(text -> result.set(STATE, text));
        return result.object();
    }

    private static JsonObject write(Request request) {
        var written = JsonObject.EMPTY.edit().set("method", request.method());
        if (!request.params().names().isEmpty()) {
            written.set("params", request.params());
        }
        return written.object();
    }

    /** A client's answers by key; {@link ProtocolException} unless each is an object. */
    public static Map<String, JsonObject> responses(JsonObject params) {
        var given = params.get(RESPONSES);
        if (given.isEmpty()) {
            return Map.of();
        }
        if (!given.get().isObject()) {
            throw invalid(RESPONSES + " must be an object");
        }
        var all = params.object(RESPONSES).orElse(JsonObject.EMPTY);
        var responses = new LinkedHashMap<String, JsonObject>();
        for (var key : all.names()) {
            responses.put(key, all.object(key).orElseThrow(() -> invalid(RESPONSES + " must hold objects")));
        }
        return responses;
    }

    /** Answers as parameters carry them. */
    public static JsonSlice write(Map<String, JsonObject> responses) {
        var written = JsonObject.EMPTY.edit();
        responses.forEach(written::set);
        return written.slice();
    }

    private static ProtocolException malformed() {
        return ProtocolException.of(200, ErrorCode.INTERNAL_ERROR, "an input_required result is malformed");
    }

    private static ProtocolException invalid(String message) {
        return ProtocolException.of(200, ErrorCode.INVALID_PARAMS, message);
    }
}
