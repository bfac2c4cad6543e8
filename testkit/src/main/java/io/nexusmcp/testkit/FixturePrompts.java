package io.nexusmcp.testkit;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The prompts of the fixture. */
final class FixturePrompts {
    private FixturePrompts() {}

    static ObjectNode list() {
        return Trees.object("""
            {"prompts":[
              {"name":"test_simple_prompt","title":"Simple Test Prompt","description":"Has no arguments"},
              {"name":"test_prompt_with_arguments","description":"Has two arguments","arguments":[
                {"name":"arg1","description":"First test argument","required":true},
                {"name":"arg2","description":"Second test argument","required":true}]},
              {"name":"test_prompt_with_embedded_resource","description":"Embeds a resource","arguments":[
                {"name":"resourceUri","description":"The resource to embed","required":true}]},
              {"name":"test_prompt_with_image","description":"Has a picture"},
              {"name":"test_input_required_result_prompt","description":"Asks before it is rendered"}]}\
            """);
    }

    static ObjectNode get(Call call) {
        var name = call.params().path("name").asString("");
        return switch (name) {
            case "test_simple_prompt" -> messages(text("This is a simple prompt for testing."));
            case "test_prompt_with_arguments" ->
                messages(text("Prompt with arguments: arg1='" + required(call, "arg1") + "', arg2='"
                        + required(call, "arg2") + "'"));
            case "test_prompt_with_embedded_resource" -> embedding(required(call, "resourceUri"));
            case "test_prompt_with_image" ->
                messages(
                        Trees.object()
                                .put("type", "image")
                                .put("data", ContentTools.IMAGE)
                                .put("mimeType", "image/png"),
                        text("Please analyze the image above."));
            case "test_input_required_result_prompt" -> messages(text("Use the following context: " + context(call)));
            default -> throw RpcError.invalidParams("Unknown prompt: " + name);
        };
    }

    private static ObjectNode embedding(String uri) {
        var block = Trees.object().put("type", "resource");
        block.putObject("resource")
                .put("uri", uri)
                .put("mimeType", "text/plain")
                .put("text", "Embedded resource content for testing.");
        return messages(block, text("Please process the embedded resource above."));
    }

    private static String context(Call call) {
        var question = Question.form(
                "user_context",
                "What context should the prompt use?",
                "{\"context\":{\"type\":\"string\"}}",
                "context");
        return call.ask(false, question)
                .path("user_context")
                .path("content")
                .path("context")
                .asString();
    }

    private static String required(Call call, String name) {
        if (!call.arguments().path(name).isString()) {
            throw RpcError.invalidParams("Missing argument: " + name);
        }
        return call.argument(name);
    }

    private static ObjectNode text(String text) {
        return Trees.object().put("type", "text").put("text", text);
    }

    private static ObjectNode messages(ObjectNode... blocks) {
        var result = Trees.object();
        var messages = result.putArray("messages");
        for (var block : List.of(blocks)) {
            messages.addObject().put("role", "user").set("content", block);
        }
        return result;
    }
}
