package io.nexusmcp.core.catalog;

/**
 * What the upstream side tells the catalog about servers. Word of a server that is configured otherwise by now counts
 * for nothing. Safe for use by many threads.
 */
public interface ServerFeed {
    /** The server is reachable and this is all it offers now. */
    void offers(ServerSpec server, Offer offer);

    /** The server cannot be reached; what it offered leaves the lists until it is back. */
    void lost(ServerSpec server, String why);
}
