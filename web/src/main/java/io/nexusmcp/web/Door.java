package io.nexusmcp.web;

import io.nexusmcp.core.limit.Allowance;
import io.nexusmcp.core.limit.RateLimiter;
import io.nexusmcp.core.pipeline.CallHandler;
import java.net.InetAddress;

/**
 * One configuration as a listener obeys it. A request takes the one in force as it comes in and keeps it to its end.
 *
 * @param perIp the limit of each address
 * @param calls answers MCP requests under the same configuration
 */
public record Door(AccessRules access, DoorLimits limits, RateLimiter perIp, CallHandler calls) {
    /** Counts one request or message of an address. */
    public Allowance admit(InetAddress peer) {
        return perIp.take(PeerAddress.subscriber(peer));
    }
}
