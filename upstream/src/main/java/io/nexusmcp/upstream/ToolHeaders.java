package io.nexusmcp.upstream;

import io.nexusmcp.protocol.json.JsonObject;
import java.util.List;

/** The {@code x-mcp-header} annotations of tools. */
final class ToolHeaders {
    private ToolHeaders() {}

    /** The same call with the header parameters that the newest definition of its tool asks for. */
    static Outgoing renewed(Outgoing rejected, List<JsonObject> tools) {
        return rejected;
    }
}
