package io.nexusmcp.testkit;

import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** The resources and the template of the fixture. */
final class FixtureResources {
    private static final Pattern TEMPLATE = Pattern.compile("test://template/([^/]+)/data");

    private FixtureResources() {}

    static ObjectNode list() {
        return Trees.object("""
            {"resources":[
              {"uri":"test://static-text","name":"static-text","mimeType":"text/plain",
                "description":"A text that stays the same"},
              {"uri":"test://static-binary","name":"static-binary","mimeType":"image/png",
                "description":"A picture that stays the same"},
              {"uri":"test://watched-resource","name":"watched-resource","mimeType":"text/plain",
                "description":"A text to subscribe to"}]}\
            """);
    }

    static ObjectNode templates() {
        return Trees.object("""
            {"resourceTemplates":[{"uriTemplate":"test://template/{id}/data","name":"template",
              "mimeType":"application/json","description":"Data for an id"}]}\
            """);
    }

    /** Whether there is something to read, and so to watch. */
    static boolean exists(String uri) {
        return uri.startsWith("test://static-")
                || uri.equals("test://watched-resource")
                || TEMPLATE.matcher(uri).matches();
    }

    static ObjectNode read(Call call) {
        var uri = call.params().path("uri").asString("");
        var template = TEMPLATE.matcher(uri);
        return switch (uri) {
            case "test://static-text" -> text(uri, "text/plain", "This is the content of the static text resource.");
            case "test://watched-resource" -> text(uri, "text/plain", "Watched resource content");
            case "test://static-binary" -> contents(uri, "image/png", "blob", ContentTools.IMAGE);
            default -> {
                if (!template.matches()) {
                    throw call.missingResource(uri);
                }
                var data = Trees.object()
                        .put("id", template.group(1))
                        .put("templateTest", true)
                        .put("data", "Data for ID: " + template.group(1));
                yield text(uri, "application/json", data.toString());
            }
        };
    }

    private static ObjectNode text(String uri, String type, String text) {
        return contents(uri, type, "text", text);
    }

    private static ObjectNode contents(String uri, String type, String field, String value) {
        var result = Trees.object();
        result.putArray("contents")
                .addObject()
                .put("uri", uri)
                .put("mimeType", type)
                .put(field, value);
        return result;
    }
}
