package io.nexusmcp.upstream;

import io.nexusmcp.protocol.ClientAbilities;

/** How one server is reached. Opens the hub's own connection and those of callers. */
interface Endpoint extends AutoCloseable {
    /** The hub's own connection; finds out the era where nobody said it and no verdict is fresh. */
    Link connect(LinkEvents events, Deadline deadline);

    /** A connection for one partition, of the era the hub's own turned out to have, which declares these abilities. */
    Link open(Link own, ClientAbilities declared, LinkEvents events, Deadline deadline);

    /** Whether the hub's own connection serves all callers, since the server keeps nothing of one for another. */
    boolean isShared(Link own);

    /** How many connections of callers there may be. */
    int maxLinks();

    /** Whether an old verdict on the server's era turned out to be wrong, so that it must be connected anew. */
    boolean hasChangedEra(Link own, Deadline deadline);

    /** Ends all connections, also those being opened; returns when they have ended. */
    @Override
    void close();
}
