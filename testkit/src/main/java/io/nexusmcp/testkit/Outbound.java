package io.nexusmcp.testkit;

import tools.jackson.databind.node.ObjectNode;

/** The way from the server to the client for the messages that belong to one request. */
interface Outbound {
    void send(ObjectNode message);

    /** Ends the stream while the request is still being worked on, so that the client must come back for the rest. */
    default void hangUp() {}
}
