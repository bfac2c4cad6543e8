package io.nexusmcp.testkit;

import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Tools that send something before their answer, take their time, or change what is listed. */
final class StreamTools {
    private static final Duration BEAT = Duration.ofMillis(50);

    private final FixtureServer server;

    StreamTools(FixtureServer server) {
        this.server = server;
    }

    List<Tool> all() {
        return List.of(
                Tool.of("test_tool_with_logging", "Logs three lines", StreamTools::logThreeLines),
                Tool.of("test_tool_with_progress", "Reports progress three times", StreamTools::progressThrice),
                Tool.of("test_logging_tool", "Logs one line, if it may", StreamTools::logOnce),
                Tool.of(
                        "test_streaming_elicitation",
                        "Answers on a stream that carries no request",
                        call -> Tool.text("nothing but results")),
                Tool.of("test_reconnection", "Hangs up before it answers", StreamTools::hangUpFirst),
                Tool.of(
                        "slow",
                        "Works for some milliseconds, reporting progress every tenth of them",
                        "{\"type\":\"object\",\"properties\":{\"millis\":{\"type\":\"integer\"}}}",
                        StreamTools::takeTime),
                Tool.of("test_trigger_tool_change", "Makes a tool appear or vanish", call -> toggleTool()),
                Tool.of("test_trigger_prompt_change", "Says that the prompts changed", call -> {
                    server.changes().publish("notifications/prompts/list_changed", "");
                    return Tool.text("published");
                }),
                Tool.of(
                        "test_trigger_resource_update",
                        "Says that the watched resource, or another one, changed",
                        "{\"type\":\"object\",\"properties\":{\"uri\":{\"type\":\"string\"}}}",
                        this::updateResource));
    }

    private ObjectNode updateResource(Call call) {
        var uri = call.argument("uri");
        server.changes().publish("notifications/resources/updated", uri.isEmpty() ? "test://watched-resource" : uri);
        return Tool.text("published");
    }

    private static ObjectNode logThreeLines(Call call) {
        call.log("info", StringNode.valueOf("Tool execution started"));
        call.pause(BEAT);
        call.log("info", StringNode.valueOf("Tool processing data"));
        call.pause(BEAT);
        call.log("info", StringNode.valueOf("Tool execution completed"));
        return Tool.text("Tool with logging executed successfully");
    }

    private static ObjectNode progressThrice(Call call) {
        for (int done = 0; done <= 100; done += 50) {
            call.progress(done, 100, "Completed step " + done + " of 100");
            call.pause(BEAT);
        }
        return Tool.text(call.progressToken().asString("no-progress-token"));
    }

    private static ObjectNode logOnce(Call call) {
        call.log("info", StringNode.valueOf("test_logging_tool ran"));
        return Tool.text("logged, if the request may have logs");
    }

    private static ObjectNode hangUpFirst(Call call) {
        call.outbound().hangUp();
        call.pause(Duration.ofMillis(100));
        return Tool.text("Reconnection test completed successfully.");
    }

    private static ObjectNode takeTime(Call call) {
        int millis = call.arguments().path("millis").asInt(100);
        for (int tenth = 1; tenth <= 10; tenth++) {
            call.pause(Duration.ofMillis(millis).dividedBy(10));
            call.progress(tenth, 10, "tenth " + tenth);
        }
        return Tool.text("took " + millis + " ms");
    }

    private ObjectNode toggleTool() {
        server.toggleAppearingTool();
        return Tool.text("published");
    }
}
