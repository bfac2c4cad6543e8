package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A client that calls tools as tasks, in the design of its revision. */
final class TaskPeer {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final AskedClient client;

    private TaskPeer(AskedClient client) {
        this.client = client;
    }

    static TaskPeer of(String revision, URI endpoint, String key) {
        return of(revision, endpoint, key, TaskPeer::accept);
    }

    static TaskPeer of(String revision, URI endpoint, String key, AskedClient.Answers answers) {
        return new TaskPeer(
                revision.equals(Http.MODERN)
                        ? AskedClient.modernWithTasks(endpoint, key, answers)
                        : AskedClient.legacy(revision, endpoint, key, answers));
    }

    /** Says yes to everything. */
    static ObjectNode accept(String method, JsonNode params) {
        assertThat(method).isEqualTo("elicitation/create");
        assertThat(params.path("message").asString("")).isNotEmpty();
        return (ObjectNode) Json.read("{\"action\":\"accept\",\"content\":{\"confirm\":true,\"name\":\"Ada\"}}");
    }

    AskedClient client() {
        return client;
    }

    boolean isModern() {
        return client.isModern();
    }

    /** What the hub answers to a call that asks for a task. */
    JsonNode call(String tool, ObjectNode arguments) {
        return call(tool, arguments, 60_000);
    }

    JsonNode call(String tool, ObjectNode arguments, long ttl) {
        var params = Json.object().put("name", tool);
        params.set("arguments", arguments);
        if (!isModern()) {
            params.putObject("task").put("ttl", ttl);
        }
        return client.request("tools/call", params);
    }

    /** The id of a new task. */
    String start(String tool, ObjectNode arguments) {
        return start(tool, arguments, 60_000);
    }

    String start(String tool, ObjectNode arguments, long ttl) {
        var answer = call(tool, arguments, ttl);
        var task = isModern() ? answer.path("result") : answer.path("result").path("task");
        assertThat(task.path("taskId").asString("")).as("%s", answer).isNotEmpty();
        if (isModern()) {
            assertThat(task.path("resultType").stringValue()).isEqualTo("task");
        }
        return task.path("taskId").stringValue();
    }

    JsonNode ask(String method, String id) {
        return client.request(method, Json.object().put("taskId", id));
    }

    JsonNode get(String id) {
        return ask("tasks/get", id);
    }

    /** The task once it has this status. */
    JsonNode reached(String id, String status) {
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            var answer = get(id);
            assertThat(answer.path("result").path("status").asString(""))
                    .as("%s", answer)
                    .isEqualTo(status);
        });
        return get(id).path("result");
    }

    /** What the call would have been answered with, after all questions. */
    JsonNode outcome(String id) {
        if (!isModern()) {
            return ask("tasks/result", id);
        }
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(100)).until(() -> hasEnded(id));
        return get(id).path("result");
    }

    private boolean hasEnded(String id) {
        var task = get(id).path("result");
        if (task.path("status").asString("").equals("input_required")) {
            update(id, task.path("inputRequests"));
        }
        return List.of("completed", "failed", "cancelled")
                .contains(task.path("status").asString(""));
    }

    private void update(String id, JsonNode questions) {
        var params = Json.object().put("taskId", id);
        var responses = params.putObject("inputResponses");
        questions
                .properties()
                .forEach(question -> responses.set(
                        question.getKey(),
                        client.answer(
                                question.getValue().path("method").stringValue(),
                                question.getValue().path("params"))));
        assertThat(client.request("tasks/update", params)
                        .path("result")
                        .path("resultType")
                        .asString(""))
                .isEqualTo("complete");
    }
}
