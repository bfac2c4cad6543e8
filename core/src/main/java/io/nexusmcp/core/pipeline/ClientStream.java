package io.nexusmcp.core.pipeline;

import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Map;

/** The way back to the client while its request is open. Safe for use by many threads. */
public interface ClientStream {
    /** Whether messages can be sent before the answer at all. */
    boolean canStream();

    /** Headers that the answer will have, for the case that it becomes a stream before it is known. */
    default void announce(Map<String, String> headers) {
        // an answer that cannot become a stream has its headers with it
    }

    /** From now on messages are kept as well, and clients can come again for them; to be called before any is sent. */
    default void keep(StreamLog log) {
        // what is sent on a connection of its own is gone with the connection
    }

    /** Sends one whole JSON-RPC message before the answer; does nothing once the client is gone. */
    void send(JsonSlice message);

    /** Whether there is room for an answer of so many bytes until it has left; if not, it must be dropped. */
    default boolean holds(long bytes) {
        return true;
    }

    /** Runs once when the client is found to have gone; at once if it already has. */
    void onDisconnect(Runnable action);

    /** A client that takes one answer and nothing before it. */
    ClientStream NONE = new ClientStream() {
        @Override
        public boolean canStream() {
            return false;
        }

        @Override
        public void send(JsonSlice message) {
            // nobody listens
        }

        @Override
        public void onDisconnect(Runnable action) {
            // it cannot go away
        }
    };
}
