package io.nexusmcp.core.pipeline;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.catalog.Catalog;
import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.core.session.Session;
import java.util.Optional;

/** An HTTP request of a known caller, with the snapshots it is judged by. */
record Context(Inbound inbound, Caller caller, Rules rules, Catalog catalog, ClientStream stream) {
    /**
     * A request that lasts as if it came now; {@link Refused} where it would be.
     *
     * @param caller whose request it was
     */
    static Context again(Inbound inbound, String caller, Optional<Session> session, Rules inForce, Catalog catalog) {
        var known = inForce.identity().authenticate(inbound.headers(), inbound.peer());
        session.ifPresent(open -> inForce.sessions().open(open.id(), known, inbound.mount()));
        var now = new Context(inbound, known, inForce, catalog.limitedTo(inForce.servers()), ClientStream.NONE);
        Pipeline.requireEndpoint(now);
        if (!known.id().equals(caller)) {
            throw new Refused(new Refusal.UnknownSession());
        }
        return now;
    }
}
