package io.nexusmcp.e2e;

import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** A client that speaks on a connection, whatever carries its messages; these are plain text, so nothing repairs them. */
interface ConnectedClient extends AutoCloseable {
    /** What every message of the modern era says of its client, who can be asked. */
    String META = "\"_meta\":{\"" + Http.META + "protocolVersion\":\"" + Http.MODERN + "\",\"" + Http.META
            + "clientCapabilities\":{\"elicitation\":{}}}";

    void send(String message);

    /** The next message that fits; those before it are dropped. */
    JsonNode next(Predicate<JsonNode> wanted);

    @Override
    void close();

    /** The answer to one request. */
    default JsonNode answer(int id) {
        return next(message -> !message.has("method") && message.path("id").asInt(-1) == id);
    }

    /** A request or notification of the hub's own. */
    default JsonNode note(String method) {
        return next(message -> message.path("method").asString("").equals(method));
    }

    /** The handshake of the legacy era. */
    default void initialize(String revision, String capabilities) {
        send(initializing(revision, capabilities));
        var greeting = answer(0);
        if (!greeting.path("result").path("protocolVersion").asString("").equals(revision)) {
            throw new AssertionError("not greeted: " + greeting);
        }
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    }

    /** The first message of the handshake, with id 0. */
    static String initializing(String revision, String capabilities) {
        return request(
                0,
                "initialize",
                "\"protocolVersion\":\"" + revision + "\",\"capabilities\":" + capabilities
                        + ",\"clientInfo\":{\"name\":\"connected\",\"version\":\"1\"}");
    }

    static String request(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    static String ping(int id) {
        return request(id, "ping", "");
    }

    /** @param more members of {@code params}, after a comma */
    static String call(int id, String tool, String arguments, String more) {
        return request(id, "tools/call", "\"name\":\"" + tool + "\",\"arguments\":" + arguments + more);
    }

    /** A call that takes a minute unless it is cancelled, and tells of its progress. */
    static String endless(int id, String tool, String more) {
        return call(id, tool, "{\"millis\":60000}", ",\"_meta\":{\"progressToken\":" + id + more + "}");
    }

    static String cancel(int id) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":" + id + "}}";
    }

    /** What a person says who was shown a form. */
    static String accept(JsonNode question) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + question.path("id")
                + ",\"result\":{\"action\":\"accept\",\"content\":{\"response\":\"me\"}}}";
    }
}
