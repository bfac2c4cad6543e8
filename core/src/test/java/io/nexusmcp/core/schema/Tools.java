package io.nexusmcp.core.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Digests;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.List;
import java.util.Optional;

/** Tools made of nothing but their schemas. */
final class Tools {
    private Tools() {}

    static ToolDefinition taking(String inputSchema) {
        return of(inputSchema, Optional.empty());
    }

    static ToolDefinition giving(String outputSchema) {
        return of("{\"type\":\"object\"}", Optional.of(outputSchema));
    }

    private static ToolDefinition of(String inputSchema, Optional<String> outputSchema) {
        return new ToolDefinition(
                new ServerName("files"),
                "read",
                "files__read",
                JsonObject.EMPTY,
                JsonSlice.trusted(inputSchema),
                outputSchema.map(JsonSlice::trusted),
                Digests.sha256Hex((inputSchema + outputSchema).getBytes(UTF_8)),
                List.of());
    }
}
