package io.nexusmcp.testkit;

import java.util.List;

/** Tools that answer at once, with every kind of content. */
final class ContentTools {
    static final String IMAGE =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";
    private static final String AUDIO = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=";

    private ContentTools() {}

    static List<Tool> all() {
        return List.of(
                Tool.constant(
                        "test_simple_text",
                        "Answers with one line of text",
                        "{\"content\":[{\"type\":\"text\",\"text\":\"This is a simple text response for testing.\"}]}"),
                Tool.constant(
                        "test_image_content",
                        "Answers with a picture",
                        "{\"content\":[{\"type\":\"image\",\"data\":\"" + IMAGE + "\",\"mimeType\":\"image/png\"}]}"),
                Tool.constant(
                        "test_audio_content",
                        "Answers with a sound",
                        "{\"content\":[{\"type\":\"audio\",\"data\":\"" + AUDIO + "\",\"mimeType\":\"audio/wav\"}]}"),
                Tool.constant("test_embedded_resource", "Answers with an embedded resource", """
                    {"content":[{"type":"resource","resource":{"uri":"test://embedded-resource",
                      "mimeType":"text/plain","text":"This is an embedded resource content."}}]}\
                    """),
                Tool.constant(
                        "test_multiple_content_types", "Answers with text, a picture and a resource", """
                            {"content":[{"type":"text","text":"Multiple content types test:"},
                              {"type":"image","data":"%s","mimeType":"image/png"},
                              {"type":"resource","resource":{"uri":"test://mixed-content-resource",
                                "mimeType":"application/json","text":"{\\"test\\":\\"data\\",\\"value\\":123}"}}]}\
                            """.formatted(
                                        IMAGE)),
                Tool.of(
                        "test_error_handling",
                        "Fails on purpose",
                        call -> Tool.failure("This tool intentionally returns an error for testing")),
                schema2020(),
                mirroredHeader(),
                structured(),
                echo());
    }

    private static Tool schema2020() {
        return Tool.of(
                "json_schema_2020_12_tool",
                "Has a schema with the vocabulary of 2020-12",
                """
                {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
                 "$defs":{"address":{"$anchor":"addressDef","type":"object",
                   "properties":{"street":{"type":"string"},"city":{"type":"string"}}}},
                 "properties":{"name":{"type":"string"},"address":{"$ref":"#/$defs/address"},
                   "contactMethod":{"type":"string","enum":["phone","email"]},
                   "phone":{"type":"string"},"email":{"type":"string"}},
                 "allOf":[{"anyOf":[{"required":["phone"]},{"required":["email"]}]}],
                 "if":{"properties":{"contactMethod":{"const":"phone"}},"required":["contactMethod"]},
                 "then":{"required":["phone"]},"else":{"required":["email"]},
                 "additionalProperties":false}\
                """,
                call -> Tool.text("Called with: " + call.arguments()));
    }

    private static Tool mirroredHeader() {
        return Tool.of(
                "test_x_mcp_header",
                "Has an argument that a header mirrors",
                """
                {"type":"object","properties":{
                  "region":{"type":"string","x-mcp-header":"Region"},"level":{"type":"integer"}}}\
                """,
                call -> Tool.text("region=" + call.arguments().path("region").asString("<none>")));
    }

    private static Tool structured() {
        var tool =
                Tool.of("test_structured_content", "Answers with structured content under an output schema", call -> {
                    var weather = Trees.object().put("celsius", 21).put("sky", "clear");
                    var result = Tool.text(weather.toString());
                    result.set("structuredContent", weather);
                    return result;
                });
        tool.definition().set("outputSchema", Trees.object("""
            {"type":"object","properties":{"celsius":{"type":"number"},"sky":{"type":"string"}},
             "required":["celsius","sky"],"additionalProperties":false}\
            """));
        return tool;
    }

    private static Tool echo() {
        return Tool.of(
                "echo",
                "Gives back its argument",
                "{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}},\"required\":[\"text\"]}",
                call -> call.arguments().path("text").isString()
                        ? Tool.text(call.argument("text"))
                        : Tool.failure("text is missing"));
    }
}
