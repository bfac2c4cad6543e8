package io.nexusmcp.upstream;

import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.json.JsonObject;

/** Deals with what a server asks on its own behalf. */
@FunctionalInterface
interface ServerRequests {
    void asked(Message.Request question);

    /** The server wants no answer any more; {@code params} name the question. */
    default void cancelled(JsonObject params) {
        // nothing is ever open
    }

    /** The server tells something that is not about the call on whose stream it came. */
    default void told(Message.Notification note) {
        // of no interest
    }
}
