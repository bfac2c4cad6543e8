package io.nexusmcp.hub.config;

import io.nexusmcp.core.catalog.ServerSpec;

/**
 * One server of {@code mcpServers}.
 *
 * @param era which era of the protocol it is spoken to in
 */
public record McpServerConfig(ServerSpec spec, Era era) {
    /** Which era of the protocol a server is spoken to in. */
    public enum Era {
        /** Found out and remembered. */
        AUTO,
        LEGACY,
        MODERN
    }
}
