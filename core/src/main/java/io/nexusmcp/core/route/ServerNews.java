package io.nexusmcp.core.route;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.protocol.ListKind;
import java.util.Optional;

/** What servers tell outside of calls, as far as clients are to hear of it. Safe for use by many threads. */
public interface ServerNews {
    /** For who wants to hear nothing. */
    ServerNews IGNORED = new ServerNews() {
        @Override
        public void listChanged(ServerName server, Optional<String> partition, ListKind kind) {
            // nobody listens
        }

        @Override
        public void elicitationComplete(ServerName server, String partition, String elicitationId) {
            // nobody listens
        }
    };

    /**
     * A server says that a list has changed; the catalog has been read again since.
     *
     * @param partition whose connection it said so on; empty for the one that all share
     */
    void listChanged(ServerName server, Optional<String> partition, ListKind kind);

    /** A page that a client of this partition was sent to has been completed. */
    void elicitationComplete(ServerName server, String partition, String elicitationId);
}
