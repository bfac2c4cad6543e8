package io.nexusmcp.upstream;

import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * What carries whole messages both ways between the hub and one server, where nothing else ties an answer to its
 * request. A message to the server is one line with its line feed. Safe for use by many threads.
 */
interface Wire extends AutoCloseable {
    /**
     * Starts to listen.
     *
     * @param received given each message of the server, in order and one at a time
     * @param ended told once, with the reason, when there will be no more
     */
    void listen(Consumer<byte[]> received, Consumer<String> ended);

    /** Sends a message, or sees to it that it will be; waits for room at most until the deadline. */
    void send(byte[] message, Deadline deadline);

    /** Sends a message if there is room now; otherwise it is lost. */
    boolean offer(byte[] message);

    /** Takes back a message that was not sent yet; false when the server has it or will have it. */
    default boolean withdraw(byte[] message) {
        return false;
    }

    /** Tells whoever waits and ends the connection in the background. */
    void fail(String why);

    /** The process at the other end, where there is one of the hub's own. */
    default OptionalLong processId() {
        return OptionalLong.empty();
    }

    /** Ends the connection; returns when it has ended. */
    @Override
    void close();
}
