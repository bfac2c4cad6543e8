package io.nexusmcp.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the fixture offers and does, the same for every era and transport. */
final class FixtureServer {
    static final ObjectNode IMPLEMENTATION =
            Trees.object().put("name", "nexus-fixture").put("version", "1.0.0");

    private static final Tool APPEARING =
            Tool.of("test_appearing_tool", "Comes and goes on command", call -> Tool.text("here"));

    private final Changes changes = new Changes();
    private final FixtureTasks tasks = new FixtureTasks();
    private final List<Tool> tools = new CopyOnWriteArrayList<>();
    private final int pageSize;

    /** A server whose lists come in pages of {@code pageSize}. */
    FixtureServer(int pageSize) {
        this.pageSize = pageSize;
        tools.addAll(ContentTools.all());
        tools.addAll(new StreamTools(this).all());
        tools.addAll(AskingTools.all());
        tools.addAll(TaskTools.all());
    }

    FixtureTasks tasks() {
        return tasks;
    }

    Changes changes() {
        return changes;
    }

    synchronized void toggleAppearingTool() {
        if (!tools.remove(APPEARING)) {
            tools.add(APPEARING);
        }
        changes.publish("notifications/tools/list_changed", "");
    }

    /** Answers one of the methods that both eras have. */
    ObjectNode answer(String method, Call call) {
        return switch (method) {
            case "tools/list" -> page("tools", listedTools(call.era()), call);
            case "tools/call" -> callTool(call);
            case "resources/list" -> page("resources", entries(FixtureResources.list(), "resources"), call);
            case "resources/templates/list" ->
                page("resourceTemplates", entries(FixtureResources.templates(), "resourceTemplates"), call);
            case "resources/read" -> FixtureResources.read(call);
            case "prompts/list" -> page("prompts", entries(FixturePrompts.list(), "prompts"), call);
            case "prompts/get" -> FixturePrompts.get(call);
            case "completion/complete" -> complete(call);
            default -> throw RpcError.unknownMethod(method);
        };
    }

    /** In the modern era a tool does not say whether it becomes a task. */
    private List<ObjectNode> listedTools(Era era) {
        return tools.stream()
                .map(tool -> tool.definition().deepCopy())
                .map(definition -> era == Era.MODERN ? definition.without("execution") : definition)
                .toList();
    }

    /** The definition of a tool, empty if there is none of that name. */
    ObjectNode definition(String name) {
        return tools.stream()
                .filter(tool -> tool.name().equals(name))
                .findFirst()
                .map(Tool::definition)
                .orElseGet(Trees::object);
    }

    private ObjectNode callTool(Call call) {
        var name = call.params().path("name").asString("");
        var tool = tools.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> RpcError.invalidParams("Unknown tool: " + name));
        boolean isTask = call.takesTask() && !tool.taskSupport().equals("forbidden");
        if (tool.taskSupport().equals("required") && !isTask) {
            throw call.taskNeeded();
        }
        return isTask ? task(tool, call) : tool.work().apply(call);
    }

    private ObjectNode task(Tool tool, Call call) {
        var task =
                tasks.start(tool, call, call.params().path("task").path("ttl").asLong(600_000));
        return call.era() == Era.MODERN ? task.handle() : Trees.object().set("task", task.legacy());
    }

    private static ObjectNode complete(Call call) {
        var typed = call.params().path("argument").path("value").asString("");
        var result = Trees.object();
        var completion = result.putObject("completion");
        var values = completion.putArray("values");
        List.of("paris", "park", "party").stream()
                .filter(value -> value.startsWith(typed))
                .forEach(values::add);
        completion.put("total", values.size()).put("hasMore", false);
        return result;
    }

    private static List<ObjectNode> entries(ObjectNode whole, String field) {
        var entries = new ArrayList<ObjectNode>();
        whole.path(field).forEach(entry -> entries.add((ObjectNode) entry));
        return entries;
    }

    private ObjectNode page(String field, List<ObjectNode> entries, Call call) {
        int from = start(call.params().path("cursor").asString("0"), entries.size());
        int to = Math.min(entries.size(), from + pageSize);
        var result = Trees.object();
        ArrayNode list = result.putArray(field);
        entries.subList(from, to).forEach(list::add);
        return to < entries.size() ? result.put("nextCursor", Integer.toString(to)) : result;
    }

    private static int start(String cursor, int size) {
        if (!cursor.matches("[0-9]{1,6}") || Integer.parseInt(cursor) > size) {
            throw RpcError.invalidParams("Unknown cursor");
        }
        return Integer.parseInt(cursor);
    }
}
