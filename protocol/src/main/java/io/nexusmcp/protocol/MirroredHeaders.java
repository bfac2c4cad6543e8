package io.nexusmcp.protocol;

import io.nexusmcp.protocol.json.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * The headers in which a modern request repeats its body, so that intermediaries need not read it. The hub decides on
 * the body and refuses whatever differs.
 */
final class MirroredHeaders {
    static final String METHOD = "Mcp-Method";
    static final String NAME = "Mcp-Name";

    private MirroredHeaders() {}

    /** Checks version, method and name, in this order. */
    static void check(Headers headers, Message.Request request) {
        required(headers, VersionHeader.NAME);
        requireMethod(required(headers, METHOD), request.method());
        var source = nameSource(request.method());
        if (source.isPresent()) {
            checkName(headers.all(NAME), source.get(), request.params());
        }
    }

    /** A notification need not repeat its method, but must not contradict it. */
    static void check(Headers headers, Message.Notification notification) {
        for (var method : headers.all(METHOD)) {
            requireMethod(method, notification.method());
        }
    }

    /** The parameter that {@code Mcp-Name} repeats for a method. */
    static Optional<String> nameSource(String method) {
        return switch (method) {
            case "tools/call", "prompts/get" -> Optional.of("name");
            case "resources/read" -> Optional.of("uri");
            case "tasks/get", "tasks/update", "tasks/cancel" -> Optional.of("taskId");
            default -> Optional.empty();
        };
    }

    private static void checkName(List<String> values, String source, JsonObject params) {
        var expected = params.string(source);
        if (values.isEmpty() && expected.isEmpty()) {
            return; // nothing to repeat: the missing parameter is refused where the method is served
        }
        var decoded = HeaderValue.decode(only(values, NAME));
        if (decoded.isEmpty()) {
            throw mismatch(NAME + " is not a valid header value");
        }
        if (!decoded.equals(expected)) {
            throw mismatch(NAME + " differs from params." + source);
        }
    }

    private static void requireMethod(String header, String method) {
        if (!header.equals(method)) {
            throw mismatch(METHOD + " differs from the method in the body");
        }
    }

    private static String required(Headers headers, String name) {
        return only(headers.all(name), name);
    }

    private static String only(List<String> values, String name) {
        if (values.size() != 1) {
            throw mismatch(values.isEmpty() ? name + " header is missing" : "more than one " + name + " header");
        }
        return values.getFirst();
    }

    static ProtocolException mismatch(String message) {
        return ProtocolException.of(400, ErrorCode.HEADER_MISMATCH, "Header mismatch: " + message);
    }
}
