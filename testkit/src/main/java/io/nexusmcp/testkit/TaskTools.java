package io.nexusmcp.testkit;

import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Tools for tasks, under the names that the conformance suite calls. */
final class TaskTools {
    private static final String NAME = "{\"name\":{\"type\":\"string\"}}";
    private static final String CONFIRM = "{\"confirm\":{\"type\":\"boolean\"}}";

    private TaskTools() {}

    static List<Tool> all() {
        return List.of(
                Tool.of(
                        "greet",
                        "Greets somebody at once",
                        "{\"type\":\"object\",\"properties\":" + NAME + "}",
                        call -> Tool.text("Hello, " + call.argument("name") + "!")),
                Tool.of("slow_compute", "Takes its time", """
                    {"type":"object","properties":{"seconds":{"type":"number"},"label":{"type":"string"}}}\
                    """, TaskTools::compute)
                        .asTask("optional"),
                Tool.of("failing_job", "Fails as a tool fails", call -> Tool.failure("the job failed"))
                        .asTask("required"),
                Tool.of("protocol_error_job", "Fails as a request fails", TaskTools::breakDown)
                        .asTask("required"),
                Tool.of(
                                "confirm_delete",
                                "Asks before it acts",
                                "{\"type\":\"object\",\"properties\":{\"filename\":{\"type\":\"string\"}}}",
                                TaskTools::confirm)
                        .asTask("optional"),
                Tool.of("multi_input", "Asks two things at the same time", TaskTools::askTwice)
                        .asTask("optional"),
                Tool.of("test_tool_with_task", "Asks first and works then", TaskTools::askThenWork)
                        .asTask("required")
                        .askingFirst(),
                Tool.of("ask_secret", "Asks for what nobody may be asked", TaskTools::askSecret)
                        .asTask("optional"));
    }

    private static ObjectNode compute(Call call) {
        double seconds = call.arguments().path("seconds").asDouble(0);
        call.pause(Duration.ofMillis((long) (seconds * 1_000)));
        return Tool.text("computed " + call.argument("label"));
    }

    private static ObjectNode breakDown(Call call) {
        throw new RpcError(200, RpcError.INTERNAL, "the job broke down");
    }

    private static ObjectNode confirm(Call call) {
        var answer = call.ask(
                        false,
                        Question.form(
                                "confirm", "Really delete " + call.argument("filename") + "?", CONFIRM, "confirm"))
                .path("confirm");
        return Tool.text("deleted " + call.argument("filename") + ": "
                + answer.path("content").path("confirm").asBoolean(false));
    }

    private static ObjectNode askTwice(Call call) {
        call.ask(
                false,
                Question.form("first", "First name?", NAME, "name"),
                Question.form("second", "Second name?", NAME, "name"));
        return Tool.text("both answered");
    }

    private static ObjectNode askThenWork(Call call) {
        var answer = call.ask(false, Question.form("user_name", "What is your name?", NAME, "name"))
                .path("user_name");
        throw new Call.Later(() ->
                Tool.text("Worked for " + answer.path("content").path("name").asString("")));
    }

    private static ObjectNode askSecret(Call call) {
        var asked = Question.form("secret", "Your password?", "{\"password\":{\"type\":\"string\"}}", "password");
        return Tool.text("told: " + call.ask(false, asked.taking("action")).path("secret"));
    }
}
