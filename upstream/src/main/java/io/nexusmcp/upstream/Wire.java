package io.nexusmcp.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonProblem;
import io.nexusmcp.protocol.json.JsonScanner;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Optional;

/** JSON-RPC messages to and from bytes. */
final class Wire {
    private Wire() {}

    static byte[] request(long id, String method, JsonSlice params) {
        return join("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":" + JsonText.quote(method) + ",\"params\":", params);
    }

    static byte[] notification(String method, JsonSlice params) {
        return join("{\"jsonrpc\":\"2.0\",\"method\":" + JsonText.quote(method) + ",\"params\":", params);
    }

    static byte[] result(RequestId id, JsonSlice result) {
        return join("{\"jsonrpc\":\"2.0\",\"id\":" + id.json() + ",\"result\":", result);
    }

    static byte[] error(RequestId id, int code, String message) {
        return join(
                "{\"jsonrpc\":\"2.0\",\"id\":" + id.json() + ",\"error\":",
                JsonSlice.trusted("{\"code\":" + code + ",\"message\":" + JsonText.quote(message) + "}"));
    }

    private static byte[] join(String start, JsonSlice value) {
        var out = new ByteArrayOutputStream(start.length() + value.length() + 2);
        out.writeBytes(start.getBytes(UTF_8));
        out.writeBytes(value.toBytes());
        out.write('}');
        return out.toByteArray();
    }

    static Message decode(byte[] bytes, JsonLimits limits) {
        var root = JsonScanner.scan(bytes, limits);
        if (root.isArray()) {
            var messages = new ArrayList<Message>();
            root.asArray().forEach(item -> messages.add(message(JsonScanner.scanObject(item.toBytes(), limits))));
            return new Message.Batch(messages);
        }
        return message(JsonScanner.scanObject(bytes, limits));
    }

    private static Message message(JsonObject envelope) {
        var id = envelope.get("id").filter(value -> !value.isNull()).map(RequestId::of);
        var method = envelope.string("method");
        if (method.isPresent()) {
            var params = envelope.object("params").orElse(JsonObject.EMPTY);
            return id.<Message>map(given -> new Message.Request(given, method.get(), params, envelope))
                    .orElseGet(() -> new Message.Notification(method.get(), params, envelope));
        }
        var error = envelope.object("error");
        if (error.isPresent()) {
            return new Message.Failure(id, code(error.get()), error.get(), envelope);
        }
        return new Message.Result(
                id.orElseThrow(() -> new JsonProblem("an answer without id")),
                envelope.get("result").orElseThrow(() -> new JsonProblem("neither result nor error")),
                envelope);
    }

    private static int code(JsonObject error) {
        try {
            return Integer.parseInt(
                    error.get("code").orElse(JsonSlice.trusted("null")).text());
        } catch (NumberFormatException _) {
            throw new JsonProblem("an error without an integer code");
        }
    }

    static Optional<Long> number(RequestId id) {
        try {
            return Optional.of(Long.valueOf(id.json()));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
