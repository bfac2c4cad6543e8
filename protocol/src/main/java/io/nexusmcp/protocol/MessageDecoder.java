package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonProblem;
import io.nexusmcp.protocol.json.JsonScanner;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.ArrayList;
import java.util.Optional;

/**
 * Reads JSON-RPC 2.0 messages, from clients and servers alike. Refusals name the rule, repeat nothing of the message
 * and carry the id of the request where it could be read.
 */
public final class MessageDecoder {
    public static final int MAX_BATCH = 50;

    private MessageDecoder() {}

    /** One message, or an array of them; {@link ProtocolException} for anything else. */
    public static Message decode(byte[] text, JsonLimits limits) {
        return startsObject(text) ? of(scanObject(text, limits)) : batch(scan(text, limits));
    }

    /** One message whose text has been scanned. */
    public static Message of(JsonObject envelope) {
        try {
            return read(envelope);
        } catch (ProtocolException problem) {
            throw requestId(envelope).map(problem::answering).orElse(problem);
        }
    }

    /** Whether the first thing in a text opens an object. */
    static boolean startsObject(byte[] text) {
        for (byte next : text) {
            if (next != ' ' && next != '\t' && next != '\n' && next != '\r') {
                return next == '{';
            }
        }
        return false;
    }

    static JsonObject scanObject(byte[] text, JsonLimits limits) {
        try {
            return JsonScanner.scanObject(text, limits);
        } catch (JsonProblem problem) {
            throw unparsable(problem);
        }
    }

    static JsonSlice scan(byte[] text, JsonLimits limits) {
        try {
            return JsonScanner.scan(text, limits);
        } catch (JsonProblem problem) {
            throw unparsable(problem);
        }
    }

    static Message.Batch batch(JsonSlice root) {
        if (!root.isArray()) {
            throw invalid("a message must be a JSON object");
        }
        var items = root.asArray();
        if (items.isEmpty() || items.size() > MAX_BATCH) {
            throw invalid("a batch has 1 to " + MAX_BATCH + " messages");
        }
        var messages = new ArrayList<Message>(items.size());
        for (var item : items) {
            if (!item.isObject()) {
                throw invalid("each message of a batch must be a JSON object");
            }
            messages.add(read(item.asObject()));
        }
        return new Message.Batch(messages);
    }

    /** The id to answer with; none for answers, whose ids were given by the other side. */
    private static Optional<RequestId> requestId(JsonObject envelope) {
        if (envelope.has("result") || envelope.has("error")) {
            return Optional.empty();
        }
        try {
            return envelope.get("id").map(RequestId::of);
        } catch (JsonProblem _) {
            return Optional.empty();
        }
    }

    private static Message read(JsonObject envelope) {
        if (envelope.string("jsonrpc").filter("2.0"::equals).isEmpty()) {
            throw invalid("jsonrpc must be \"2.0\"");
        }
        boolean isAnswer = envelope.has("result") || envelope.has("error");
        if (!envelope.has("method")) {
            return isAnswer ? answer(envelope) : fail("a message needs a method, a result or an error");
        }
        if (isAnswer) {
            throw invalid("a message has either a method or an answer");
        }
        return call(envelope);
    }

    private static Message call(JsonObject envelope) {
        var method = envelope.string("method").orElseThrow(() -> invalid("method must be a string"));
        var id = envelope.get("id").map(MessageDecoder::id);
        var params = envelope.object("params");
        if (params.isEmpty() && envelope.has("params")) {
            throw ProtocolException.of(400, ErrorCode.INVALID_PARAMS, "params must be an object");
        }
        var given = params.orElse(JsonObject.EMPTY);
        return id.<Message>map(known -> new Message.Request(known, method, given, envelope))
                .orElseGet(() -> new Message.Notification(method, given, envelope));
    }

    private static Message answer(JsonObject envelope) {
        var result = envelope.get("result");
        if (result.isPresent() && envelope.has("error")) {
            throw invalid("an answer has either a result or an error");
        }
        if (result.isPresent()) {
            var id = envelope.get("id").map(MessageDecoder::id);
            return new Message.Result(id.orElseThrow(() -> invalid("a result needs an id")), result.get(), envelope);
        }
        var error = envelope.object("error").orElseThrow(() -> invalid("error must be an object"));
        // servers whose error belongs to no request leave the id out or say null
        var id = envelope.get("id").filter(value -> !value.isNull()).map(MessageDecoder::id);
        return new Message.Failure(id, code(error), error, envelope);
    }

    private static int code(JsonObject error) {
        if (error.string("message").isEmpty()) {
            throw invalid("error.message must be a string");
        }
        try {
            return Integer.parseInt(error.get("code")
                    .filter(JsonSlice::isNumber)
                    .map(JsonSlice::text)
                    .orElse(""));
        } catch (NumberFormatException _) {
            throw invalid("error.code must be an integer");
        }
    }

    private static RequestId id(JsonSlice value) {
        try {
            return RequestId.of(value);
        } catch (JsonProblem problem) {
            throw invalid(problem.rule());
        }
    }

    private static Message fail(String message) {
        throw invalid(message);
    }

    static ProtocolException invalid(String message) {
        return ProtocolException.of(400, ErrorCode.INVALID_REQUEST, message);
    }

    private static ProtocolException unparsable(JsonProblem problem) {
        return ProtocolException.of(400, ErrorCode.PARSE_ERROR, "Parse error: " + problem.rule());
    }
}
