package io.nexusmcp.protocol;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Header fields of a request to a server that nobody may configure: those of MCP, and those that frame the message or
 * belong to one connection.
 */
public final class ReservedHeaders {
    private static final List<String> STARTS = List.of("mcp-", "content-", "transfer-", "proxy-", "sec-websocket-");
    private static final Set<String> NAMES = Set.of(
            "accept",
            "accept-encoding",
            "connection",
            "keep-alive",
            "upgrade",
            "http2-settings",
            "te",
            "trailer",
            "host",
            "expect",
            "last-event-id");

    private ReservedHeaders() {}

    /** Whether a name is reserved, in any case of letters. */
    public static boolean contains(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        return NAMES.contains(lower) || STARTS.stream().anyMatch(lower::startsWith);
    }
}
