package io.nexusmcp.dataplane.conversation;

import io.nexusmcp.protocol.json.JsonSlice;

/** The way out of one connection. Safe for use by many threads, which wait for their turn. */
public interface Outlet {
    /** Sends one message and waits until the client's side takes it; does nothing once that is gone. */
    void send(JsonSlice message);

    /** Called a few times a second: the moment to see whether the client is still there. */
    default void look() {}

    /** Ends the connection from the hub's side. */
    void end(Ending why);
}
