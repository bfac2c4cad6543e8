package io.nexusmcp.web;

import java.net.InetAddress;

/** Hears of each request that is refused before its caller is known, so that it is audited. */
@FunctionalInterface
public interface RefusedRequests {
    /** @param reason a fixed word, never what was sent */
    void refused(InetAddress peer, String reason, int status, String traceId);
}
