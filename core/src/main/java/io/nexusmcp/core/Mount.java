package io.nexusmcp.core;

import java.util.Optional;

/** The endpoint a request came to: all servers together at {@code /mcp}, or one alone at {@code /mcp/s/{server}}. */
public record Mount(Optional<ServerName> server) {
    public static final Mount FEDERATED = new Mount(Optional.empty());

    public static Mount of(ServerName server) {
        return new Mount(Optional.of(server));
    }

    public boolean isFederated() {
        return server.isEmpty();
    }
}
