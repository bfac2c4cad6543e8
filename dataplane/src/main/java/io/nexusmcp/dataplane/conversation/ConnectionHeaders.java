package io.nexusmcp.dataplane.conversation;

import io.nexusmcp.protocol.FrontDecoder;
import io.nexusmcp.protocol.Headers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a message on a connection has for headers: those with which the client came, but the protocol's own. Of these the
 * hub puts in the session, which the client never sees.
 *
 * @param isPost whether the message came in a request that has headers of its own
 */
record ConnectionHeaders(Headers given, Optional<String> session, boolean isPost) implements Headers {
    private static final String SESSION = FrontDecoder.SESSION_HEADER.toLowerCase(Locale.ROOT);

    @Override
    public List<String> all(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals(SESSION)) {
            return session.map(List::of).orElse(List.of());
        }
        return switch (lower) {
            case "accept", "mcp-protocol-version", "last-event-id" -> List.of();
            case "content-type" -> isPost ? given.all(name) : List.of("application/json");
            default -> given.all(name);
        };
    }
}
