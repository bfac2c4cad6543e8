package io.nexusmcp.dataplane;

import io.nexusmcp.protocol.Era;
import io.nexusmcp.protocol.Revision;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What the headers say about how a client can be answered.
 *
 * @param takesStream whether it accepts {@code text/event-stream}
 * @param isModern whether its version header names a revision without sessions, where leaving means cancelling
 */
record ClientTraits(boolean takesStream, boolean isModern) {
    private static final String VERSION = "MCP-Protocol-Version";
    private static final String STREAM = "text/event-stream";

    static ClientTraits of(HttpFields headers) {
        boolean takesStream = false;
        boolean isModern = false;
        for (var field : headers) {
            if (field.getHeader() == HttpHeader.ACCEPT) {
                takesStream |= accepts(field.getValue());
            } else if (field.getHeader() == null && field.is(VERSION)) {
                isModern |= isModern(field.getValue());
            }
        }
        return new ClientTraits(takesStream, isModern);
    }

    private static boolean accepts(String value) {
        return value != null
                && (value.contains(STREAM) || value.toLowerCase(Locale.ROOT).contains(STREAM));
    }

    private static boolean isModern(String value) {
        return value != null
                && Revision.of(value.strip())
                        .map(revision -> revision.era() == Era.MODERN)
                        .orElse(true);
    }
}
