package io.nexusmcp.core.catalog;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.protocol.json.JsonSlice;

/**
 * One tool as operators see it, those that are switched off included.
 *
 * @param name on the federated endpoint
 * @param ownName the server's name for it
 * @param description empty when the server gives none
 * @param hash SHA-256 of the definition, hexadecimal
 */
public record ToolStatus(
        String name,
        ServerName server,
        String ownName,
        String description,
        boolean isEnabled,
        String hash,
        JsonSlice inputSchema) {}
