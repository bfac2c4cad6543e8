package io.nexusmcp.core.pipeline;

import io.nexusmcp.protocol.json.JsonObject;

/** How a question that may be put gets to the client, and its answer back. Safe for use by many threads. */
@FunctionalInterface
interface QuestionChannel {
    /** Waits for the client; an interrupt takes the question back. */
    Reaction put(Question question) throws InterruptedException;

    /** What a server asks of the client of one call, in the client's revision. */
    record Question(String method, JsonObject params) {}

    /** What became of a question. */
    sealed interface Reaction {
        record Answered(JsonObject result) implements Reaction {}

        /** The client's own JSON-RPC error. */
        record Failed(int code, String message) implements Reaction {}

        record Expired() implements Reaction {}

        /** The call ended first. */
        record Over() implements Reaction {}

        /** More are open than may be. */
        record TooMany() implements Reaction {}
    }
}
