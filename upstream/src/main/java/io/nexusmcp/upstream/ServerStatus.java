package io.nexusmcp.upstream;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.protocol.Revision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How the connection to one server is, for operators.
 *
 * @param place the host and port of the URL or the name of the command, without arguments
 * @param since when the state was entered
 * @param lastError why it last failed, kept after it recovered
 * @param restarts how often a connection was lost or asked to be renewed
 * @param calls calls that are open now
 */
public record ServerStatus(
        ServerName name,
        State state,
        Optional<Revision> revision,
        String place,
        List<Long> processIds,
        Instant since,
        Optional<String> lastError,
        int tools,
        int restarts,
        int calls) {
    public ServerStatus {
        processIds = List.copyOf(processIds);
    }

    /** Where a server is in its life. */
    public enum State {
        CONNECTING,
        UP,
        DOWN,
        DISABLED
    }
}
