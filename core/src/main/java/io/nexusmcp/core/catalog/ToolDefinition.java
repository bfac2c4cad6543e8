package io.nexusmcp.core.catalog;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.protocol.HeaderParam;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.List;
import java.util.Optional;

/**
 * One tool of one server.
 *
 * @param name the server's own name for it
 * @param federatedName its name on the federated endpoint
 * @param definition as the server gave it
 * @param hash SHA-256 of the definition, hexadecimal
 */
public record ToolDefinition(
        ServerName server,
        String name,
        String federatedName,
        JsonObject definition,
        JsonSlice inputSchema,
        Optional<JsonSlice> outputSchema,
        String hash,
        List<HeaderParam> headerParams) {

    public ToolDefinition {
        headerParams = List.copyOf(headerParams);
    }

    /** {@code server/tool}, as permissions and switches name it. */
    public String path() {
        return server.value() + "/" + name;
    }
}
