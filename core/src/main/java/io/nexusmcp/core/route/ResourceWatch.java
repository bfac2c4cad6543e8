package io.nexusmcp.core.route;

import java.time.Duration;

/** Something a server was asked to tell of. Safe for use by many threads. */
public interface ResourceWatch extends AutoCloseable {
    /** How far the server has come with it. */
    enum State {
        /** The server has not answered, or is away; it is asked until it has. */
        OPEN,
        AGREED,
        /** The server will not tell of this. */
        REFUSED
    }

    /** The state once the server has answered, or that of now when it does not in time. */
    State await(Duration patience) throws InterruptedException;

    @Override
    void close();
}
