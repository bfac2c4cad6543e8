package io.nexusmcp.upstream;

import io.nexusmcp.protocol.HeaderAnnotations;
import io.nexusmcp.protocol.HeaderParams;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.List;
import java.util.Optional;

/** The {@code x-mcp-header} annotations of tools, which a modern request over HTTP has to follow. */
final class ToolHeaders {
    private ToolHeaders() {}

    /** The same call with the header parameters that the newest definition of its tool asks for. */
    static Outgoing renewed(Outgoing rejected, List<JsonObject> tools) {
        return tools.stream()
                .filter(tool -> tool.string("name").equals(rejected.name()))
                .findFirst()
                .flatMap(ToolHeaders::annotations)
                .map(annotations -> switch (annotations) {
                    case HeaderAnnotations.Valid valid -> rejected.with(valid.params());
                    case HeaderAnnotations.Invalid _ -> rejected;
                })
                .orElse(rejected);
    }

    private static Optional<HeaderAnnotations> annotations(JsonObject tool) {
        return tool.get("inputSchema").filter(JsonSlice::isObject).map(HeaderParams::of);
    }
}
