package io.nexusmcp.testkit;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Tools that need an answer from the client: asked directly in the legacy era, in further rounds in the modern one. */
final class AskingTools {
    private static final String NAME = "{\"name\":{\"type\":\"string\"}}";
    private static final String OK = "{\"ok\":{\"type\":\"boolean\"}}";

    private AskingTools() {}

    static List<Tool> all() {
        return List.of(
                Tool.of("test_sampling", "Asks the client's model", text("prompt"), AskingTools::sampling),
                Tool.of("test_elicitation", "Asks the person", text("message"), AskingTools::elicitation),
                Tool.of("visit_page", "Sends the person to a page and says when it is done with", AskingTools::page),
                Tool.of("test_elicitation_sep1034_defaults", "Asks with defaults", AskingTools::defaults),
                Tool.of("test_elicitation_sep1330_enums", "Asks with every kind of choice", AskingTools::choices),
                Tool.of("test_missing_capability", "Needs the sampling capability", AskingTools::needsSampling),
                Tool.of("test_input_required_result_elicitation", "Asks for a name", AskingTools::name),
                Tool.of("test_input_required_result_sampling", "Asks a model for a capital", AskingTools::capital),
                Tool.of("test_input_required_result_list_roots", "Asks for the roots", AskingTools::roots),
                Tool.of("test_input_required_result_request_state", "Keeps state", AskingTools::confirm),
                Tool.of("test_input_required_result_tampered_state", "Guards its state", AskingTools::confirm),
                Tool.of("test_input_required_result_multiple_inputs", "Asks three things", AskingTools::three),
                Tool.of("test_input_required_result_multi_round", "Asks twice", AskingTools::twoRounds),
                Tool.of("test_input_required_result_capabilities", "Asks what it may", AskingTools::whatItMay));
    }

    private static String text(String name) {
        return "{\"type\":\"object\",\"properties\":{\"" + name + "\":{\"type\":\"string\"}},\"required\":[\"" + name
                + "\"]}";
    }

    private static ObjectNode sampling(Call call) {
        var answer = call.ask(false, Question.sample("reply", call.argument("prompt"), 100))
                .path("reply");
        return Tool.text("LLM response: " + answer.path("content").path("text").asString(""));
    }

    private static ObjectNode elicitation(Call call) {
        return completed(
                "User response: ",
                call,
                Question.form(
                        "reply",
                        call.argument("message"),
                        "{\"response\":{\"type\":\"string\",\"description\":\"User's response\"}}"));
    }

    private static ObjectNode page(Call call) {
        var answer = call.ask(false, Question.page("page", "https://example.com/visit", "page-1"));
        call.tell("notifications/elicitation/complete", Trees.object().put("elicitationId", "page-1"));
        return Tool.text("visited: " + answer.path("page").path("action").asString(""));
    }

    private static ObjectNode defaults(Call call) {
        return completed("Elicitation completed: ", call, Question.form("reply", "Please review the defaults", """
            {"name":{"type":"string","description":"User name","default":"John Doe"},
             "age":{"type":"integer","description":"User age","default":30},
             "score":{"type":"number","description":"User score","default":95.5},
             "status":{"type":"string","description":"User status",
               "enum":["active","inactive","pending"],"default":"active"},
             "verified":{"type":"boolean","description":"Verification status","default":true}}\
            """));
    }

    private static ObjectNode choices(Call call) {
        return completed("Elicitation completed: ", call, Question.form("reply", "Please choose", """
            {"untitledSingle":{"type":"string","enum":["option1","option2","option3"]},
             "titledSingle":{"type":"string","oneOf":[{"const":"value1","title":"First Option"},
               {"const":"value2","title":"Second Option"},{"const":"value3","title":"Third Option"}]},
             "legacyEnum":{"type":"string","enum":["opt1","opt2","opt3"],
               "enumNames":["Option One","Option Two","Option Three"]},
             "untitledMulti":{"type":"array","minItems":1,"maxItems":3,
               "items":{"type":"string","enum":["option1","option2","option3"]}},
             "titledMulti":{"type":"array","minItems":1,"maxItems":3,
               "items":{"anyOf":[{"const":"value1","title":"First Choice"},
                 {"const":"value2","title":"Second Choice"},{"const":"value3","title":"Third Choice"}]}}}\
            """));
    }

    private static ObjectNode completed(String words, Call call, Question question) {
        var answer = call.ask(false, question).path(question.key());
        return Tool.text(words + "action=" + answer.path("action").asString("") + ", content="
                + Trees.orEmpty(answer.path("content")));
    }

    private static ObjectNode needsSampling(Call call) {
        call.ask(false, Question.sample("llm_answer", "Reply with the single word: pong", 16));
        return Tool.text("sampling round trip complete");
    }

    private static ObjectNode name(Call call) {
        var answers = call.ask(false, Question.form("user_name", "What is your name?", NAME, "name"));
        return Tool.text("Hello, "
                + answers.path("user_name").path("content").path("name").asString() + "!");
    }

    private static ObjectNode capital(Call call) {
        var answers = call.ask(false, Question.sample("capital_question", "What is the capital of France?", 100));
        return Tool.text("Sampling response: "
                + answers.path("capital_question").path("content").path("text").asString(""));
    }

    private static ObjectNode roots(Call call) {
        var roots = call.ask(false, Question.roots("client_roots"))
                .path("client_roots")
                .path("roots");
        return Tool.text("Client exposed " + roots.size() + " root(s): " + roots);
    }

    private static ObjectNode confirm(Call call) {
        call.ask(true, Question.form("confirm", "Please confirm", OK, "ok"));
        return Tool.text("state-ok: integrity-ok: confirmed");
    }

    private static ObjectNode three(Call call) {
        var answers = call.ask(
                true,
                Question.form("user_name", "What is your name?", NAME, "name"),
                Question.sample("greeting", "Generate a greeting", 50),
                Question.roots("client_roots"));
        return Tool.text("All three answered: " + answers.propertyNames());
    }

    private static ObjectNode twoRounds(Call call) {
        var name = call.ask(true, Question.form("step1", "Step 1: What is your name?", NAME, "name"))
                .path("step1");
        var color = call.ask(
                        true,
                        Question.form(
                                "step2",
                                "Step 2: What is your favorite color?",
                                "{\"color\":{\"type\":\"string\"}}",
                                "color"))
                .path("step2");
        return Tool.text(
                "Multi-round complete: " + name.path("content").path("name").asString() + " likes "
                        + color.path("content").path("color").asString());
    }

    private static ObjectNode whatItMay(Call call) {
        var questions = new ArrayList<Question>();
        if (call.clientCan("elicitation")) {
            questions.add(Question.form("user_name", "What is your name?", NAME, "name"));
        }
        if (call.clientCan("sampling")) {
            questions.add(Question.sample("greeting", "Generate a short greeting", 50));
        }
        if (call.clientCan("roots")) {
            questions.add(Question.roots("client_roots"));
        }
        return Tool.text("answered: "
                + call.ask(false, questions.toArray(Question[]::new)).propertyNames());
    }
}
