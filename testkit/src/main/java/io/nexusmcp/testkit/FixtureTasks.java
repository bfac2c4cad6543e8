package io.nexusmcp.testkit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** The tasks of one fixture. They outlive the session that made them: who knows the id may ask. */
final class FixtureTasks {
    private static final long MAX_TTL_MILLIS = 600_000;

    private final Map<String, FixtureTask> tasks = new ConcurrentHashMap<>();

    /** Starts what a tool does, from its beginning or from where it said that it goes on later. */
    FixtureTask start(Tool tool, Call front, long ttlMillis) {
        var task = new FixtureTask(Math.min(ttlMillis, MAX_TTL_MILLIS));
        if (tool.asksFirst()) {
            var rest = rest(tool, front);
            task.start(_ -> rest.get());
        } else {
            task.start(running -> tool.work().apply(new TaskCall(front, running)));
        }
        tasks.put(task.id(), task);
        return task;
    }

    private static Supplier<ObjectNode> rest(Tool tool, Call front) {
        try {
            var early = tool.work().apply(front);
            throw new IllegalStateException("a tool that asks first answered without a task: " + early);
        } catch (Call.Later later) {
            return later.rest();
        }
    }

    FixtureTask find(String id) {
        var task = tasks.get(id);
        if (task == null) {
            throw RpcError.invalidParams("Task not found");
        }
        return task;
    }

    List<FixtureTask> all() {
        return List.copyOf(tasks.values());
    }
}
