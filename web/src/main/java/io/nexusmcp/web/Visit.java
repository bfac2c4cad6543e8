package io.nexusmcp.web;

import java.net.InetAddress;
import org.eclipse.jetty.server.Request;

/** A request that passed the front door, with what was found out about it there. */
public final class Visit extends Request.Wrapper {
    private final InetAddress peer;
    private final String traceId;
    private final Door door;

    Visit(Request request, InetAddress peer, String traceId, Door door) {
        super(request);
        this.door = door;
        this.peer = peer;
        this.traceId = traceId;
    }

    /** The visit a handler behind the front door was given. */
    public static Visit of(Request request) {
        var visit = Request.as(request, Visit.class);
        if (visit == null) {
            throw new IllegalStateException("the request did not come through the front door");
        }
        return visit;
    }

    /** The address the request comes from; behind declared trusted proxies the one they vouch for. */
    public InetAddress peer() {
        return peer;
    }

    /** The configuration it is served under to its end, whatever comes into force meanwhile. */
    public Door door() {
        return door;
    }

    /** 32 hexadecimal digits, the same in logs, audit and answers. */
    public String traceId() {
        return traceId;
    }
}
