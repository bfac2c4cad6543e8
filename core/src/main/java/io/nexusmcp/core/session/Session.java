package io.nexusmcp.core.session;

import io.nexusmcp.core.Mount;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.Revision;
import java.time.Instant;

/**
 * What a legacy client agreed on with the hub; all of it stands sealed in the session id.
 *
 * @param abilities what the client said it can be asked
 * @param end promised at its birth; it may come sooner, never later
 */
public record Session(
        String id, Revision revision, Mount mount, ClientAbilities abilities, Instant birth, Instant end) {}
