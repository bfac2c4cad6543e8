package io.nexusmcp.core.route;

import io.nexusmcp.core.policy.Permitted;
import io.nexusmcp.core.policy.ServerCall;

/** The way out to the servers. */
public interface Upstreams {
    /**
     * Sends one request and waits for its answer, at most as long as the server's timeout. Throws
     * {@link io.nexusmcp.core.Refused} with {@code UpstreamFailed} or {@code Cancelled} when there is none.
     */
    UpstreamReply send(Route route, Permitted<? extends ServerCall> call, Exchange exchange);
}
