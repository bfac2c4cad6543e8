package io.nexusmcp.core.catalog;

import io.nexusmcp.core.ServerName;

/** What the upstream side tells the catalog about servers. Safe for use by many threads. */
public interface ServerFeed {
    /** The server is reachable and this is all it offers now. */
    void offers(ServerName server, Offer offer);

    /** The server cannot be reached; what it offered leaves the lists until it is back. */
    void lost(ServerName server, String why);
}
