package io.nexusmcp.testkit;

import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Something the server wants to know from the client: a request of its own, and which answers to it will do. */
record Question(String key, String method, ObjectNode params, Predicate<JsonNode> will) {
    /** The client capability without which the question must not be asked. */
    String capability() {
        return switch (method) {
            case "sampling/createMessage" -> "sampling";
            case "roots/list" -> "roots";
            default -> "elicitation";
        };
    }

    /** As the modern era puts it into a result. */
    ObjectNode request() {
        var request = Trees.object().put("method", method);
        if (!params.isEmpty()) {
            var own = params.deepCopy();
            if (capability().equals("elicitation") && !own.has("mode")) {
                own.put("mode", "form");
            }
            request.set("params", own);
        }
        return request;
    }

    /** The same question, for which any answer will do that has a member of this name. */
    Question taking(String member) {
        return new Question(key, method, params, answer -> answer.has(member));
    }

    static Question roots(String key) {
        return new Question(
                key,
                "roots/list",
                Trees.object(),
                answer -> answer.path("roots").isArray());
    }

    static Question sample(String key, String prompt, int maxTokens) {
        var params = Trees.object();
        params.putArray("messages")
                .addObject()
                .put("role", "user")
                .putObject("content")
                .put("type", "text")
                .put("text", prompt);
        params.put("maxTokens", maxTokens);
        return new Question(
                key,
                "sampling/createMessage",
                params,
                answer -> answer.path("content").isContainer());
    }

    /** A page to visit, which the server knows by {@code id}. */
    static Question page(String key, String url, String id) {
        var params = Trees.object()
                .put("mode", "url")
                .put("message", "Please visit the page")
                .put("url", url)
                .put("elicitationId", id);
        return new Question(key, "elicitation/create", params, answer -> answer.has("action"));
    }

    /** A form; {@code properties} is the JSON text of its fields, of which {@code required} must be given. */
    static Question form(String key, String message, String properties, String... required) {
        var params = Trees.object().put("message", message);
        var schema = params.putObject("requestedSchema").put("type", "object");
        schema.set("properties", Trees.object(properties));
        var names = schema.putArray("required");
        for (var name : required) {
            names.add(name);
        }
        return new Question(key, "elicitation/create", params, answer -> fills(schema, answer));
    }

    private static boolean fills(ObjectNode schema, JsonNode answer) {
        if (!answer.path("action").asString("").equals("accept")) {
            return answer.has("action") && schema.path("required").isEmpty();
        }
        for (var name : schema.path("required")) {
            var type = schema.path("properties")
                    .path(name.stringValue())
                    .path("type")
                    .asString("");
            var value = answer.path("content").path(name.stringValue());
            if (type.equals("string") ? !value.isString() : type.equals("boolean") && !value.isBoolean()) {
                return false;
            }
        }
        return true;
    }
}
