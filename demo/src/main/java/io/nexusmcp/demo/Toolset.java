package io.nexusmcp.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The tools of one server: lists them and calls them. */
final class Toolset {
    private final Map<String, Tool> tools = new LinkedHashMap<>();

    Toolset(List<Tool> all) {
        all.forEach(tool -> tools.put(tool.name(), tool));
    }

    ObjectNode list() {
        var result = Json.object();
        var listed = result.putArray("tools");
        tools.values().forEach(tool -> listed.add(tool.definition()));
        return result;
    }

    ObjectNode call(ObjectNode params, Progress progress) {
        var tool = tools.get(params.path("name").asString(""));
        if (tool == null) {
            throw new ProtocolError(ProtocolError.INVALID_PARAMS, "Unknown tool");
        }
        try {
            return tool.work().apply(new Arguments(Json.orEmpty(params.path("arguments"))), progress);
        } catch (ToolFailure failure) {
            return Json.text(String.valueOf(failure.getMessage())).put("isError", true);
        }
    }
}
