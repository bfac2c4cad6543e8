package io.nexusmcp.protocol;

import java.util.List;

/**
 * An argument that a modern client repeats in a header (annotation {@code x-mcp-header} of the tool's schema).
 *
 * @param header the part after {@code Mcp-Param-}
 * @param path names of the properties that lead to the argument
 */
public record HeaderParam(String header, List<String> path) {
    private static final String PREFIX = "Mcp-Param-";

    public HeaderParam {
        path = List.copyOf(path);
    }

    /** The name of the whole header. */
    public String headerName() {
        return PREFIX + header;
    }
}
