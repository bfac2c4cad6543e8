package io.nexusmcp.testkit;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a tool sees while it works as a task: the request that began it is answered by now. */
final class TaskCall extends Call {
    private final Call front;
    private final FixtureTask task;

    TaskCall(Call front, FixtureTask task) {
        super(front.params(), _ -> {});
        this.front = front;
        this.task = task;
    }

    @Override
    Era era() {
        return front.era();
    }

    @Override
    void log(String level, JsonNode data) {
        // a task has no stream of its own
    }

    @Override
    void tell(String method, ObjectNode params) {
        // nor a way for anything else
    }

    @Override
    ObjectNode ask(boolean keepState, Question... questions) {
        return task.ask(questions);
    }

    @Override
    boolean clientCan(String capability) {
        return front.clientCan(capability);
    }

    @Override
    RpcError missingResource(String uri) {
        return front.missingResource(uri);
    }

    @Override
    boolean takesTask() {
        return true;
    }

    @Override
    RpcError taskNeeded() {
        return front.taskNeeded();
    }
}
