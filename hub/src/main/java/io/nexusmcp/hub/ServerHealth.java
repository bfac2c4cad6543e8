package io.nexusmcp.hub;

import io.nexusmcp.core.Health;
import io.nexusmcp.core.catalog.ServerStatus;
import java.util.Locale;

/** How one MCP server is, as a component of the hub; the hub is ready without it. */
final class ServerHealth {
    private ServerHealth() {}

    static Health of(ServerStatus server) {
        boolean isUp = server.state() == ServerStatus.State.UP;
        var state = server.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new Health(
                "server " + server.name(),
                isUp,
                false,
                state + server.lastError().map(e -> ": " + e).orElse(""));
    }
}
