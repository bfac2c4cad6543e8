package io.nexusmcp.core.route;

import io.nexusmcp.core.policy.Permitted;
import io.nexusmcp.core.policy.ServerCall;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.function.Consumer;

/** The way to hear from servers that a resource has changed; whoever may read it may. */
public interface ResourceWatches {
    /**
     * Has a server tell of one resource until the watch is closed, also after the connection was lost and is back.
     * Returns at once. A server is asked once for all who share a connection to it.
     *
     * @param abilities what the watching client's calls declare, since they go over the same connection
     * @param changed is given the parameters of each {@code notifications/resources/updated}; must not block
     */
    ResourceWatch watch(
            Route route,
            ClientAbilities abilities,
            Permitted<ServerCall.ReadResource> resource,
            Consumer<JsonObject> changed);
}
