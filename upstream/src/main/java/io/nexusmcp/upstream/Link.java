package io.nexusmcp.upstream;

import io.nexusmcp.core.route.Exchange;
import io.nexusmcp.core.route.UpstreamReply;
import java.util.OptionalLong;
import java.util.Set;

/** One open connection to a server, of one era: a child process, an HTTP session, or just an address. */
interface Link extends AutoCloseable {
    Greeting greeting();

    /**
     * Sends a request and waits for its answer. Throws {@link UpstreamException} when there is none, and
     * {@link io.nexusmcp.core.Refused} when the client cancelled.
     */
    UpstreamReply request(Outgoing outgoing, Exchange exchange, Deadline deadline);

    /** False once the connection cannot serve any more. */
    boolean isOpen();

    /** Whether a change of the server's lists is told on this connection. */
    boolean announcesChanges();

    /**
     * Has the server tell of exactly these resources from now on, and of its lists where it has to be asked for that;
     * gives those that it refuses. For one thread at a time.
     */
    Set<String> watch(Set<String> uris, Deadline deadline);

    /** Whether a question is open, and nothing would tell which call a second one belongs to. */
    default boolean isAsking() {
        return false;
    }

    /** The process behind it, where it has one. */
    default OptionalLong processId() {
        return OptionalLong.empty();
    }

    /** Ends the connection and everything that hangs on it; returns when it has ended. */
    @Override
    void close();
}
