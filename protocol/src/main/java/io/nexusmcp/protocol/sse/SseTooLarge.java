package io.nexusmcp.protocol.sse;

import java.io.IOException;

/** A line or an event of a stream that is over its limit. */
public final class SseTooLarge extends IOException {
    private static final long serialVersionUID = 1;

    SseTooLarge(String what, int maxBytes) {
        super(what + " of the event stream has more than " + maxBytes + " bytes");
    }
}
