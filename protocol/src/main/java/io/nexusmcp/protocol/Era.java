package io.nexusmcp.protocol;

/** The two ways MCP works: a handshake with sessions up to 2025-11-25, and self-contained requests since 2026-07-28. */
public enum Era {
    LEGACY,
    MODERN
}
