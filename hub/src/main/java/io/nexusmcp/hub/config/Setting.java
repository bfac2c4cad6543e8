package io.nexusmcp.hub.config;

/**
 * A key with the value in force and where that came from.
 *
 * @param value without secrets
 * @param isLive whether the running hub takes up a change
 */
public record Setting(String key, String value, Origin origin, boolean isLive) {}
