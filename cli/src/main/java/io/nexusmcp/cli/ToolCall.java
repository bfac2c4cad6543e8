package io.nexusmcp.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** {@code nexus tool call}: calls one tool and prints its result. */
@Command(
        name = "call",
        description = "Call a tool. A value that is JSON goes as such, any other as text.",
        footer = {
            "",
            "  nexus tool call demo__add --arg a=1 --arg b=2",
            "  nexus tool call demo__echo --arg 'text=\"7\"'",
            "  nexus tool call demo__echo --json-args '{\"text\":\"hello\"}'"
        })
final class ToolCall extends HubCommand {
    @Parameters(paramLabel = "TOOL", description = "Name of the tool, such as demo__echo.")
    private String tool = "";

    @Option(names = "--arg", paramLabel = "NAME=VALUE", description = "One argument; may be repeated.")
    private Map<String, String> values = new LinkedHashMap<>();

    @Option(
            names = "--json-args",
            paramLabel = "JSON",
            description = "All arguments as one JSON object, or @FILE with it.")
    private @Nullable String json;

    ToolCall(Shell shell) {
        super(shell);
    }

    @Override
    ExitCode run(AdminApi hub) {
        if (json != null && !values.isEmpty()) {
            throw new CliProblem(
                    ExitCode.USAGE, "Arguments are given in two ways.", "Use either --arg or --json-args.");
        }
        var arguments = json == null ? Arguments.of(values) : Arguments.object(read(json));
        var path = ToolCommands.TOOLS + "/" + AdminApi.segment(tool) + "/call";
        var result = hub.post(path, "{\"arguments\":" + arguments + "}").path("result");
        print(result, () -> show(result));
        if (!result.path("isError").asBoolean(false)) {
            return ExitCode.OK;
        }
        shell().err().println("The tool says that it failed.");
        return ExitCode.FAILED;
    }

    private void show(JsonNode result) {
        for (var content : result.path("content")) {
            say(readable(content));
        }
        if (result.path("content").isEmpty()
                && !result.path("structuredContent").isMissingNode()) {
            shell().out().println(Json.pretty(result.path("structuredContent")));
        }
    }

    private static String readable(JsonNode content) {
        var type = Json.cell(content.path("type"));
        return switch (type) {
            case "text" -> Json.cell(content.path("text"));
            case "resource_link" -> Clean.line(Json.cell(content.path("uri")));
            case "resource" -> {
                var resource = content.path("resource");
                var text = resource.path("text");
                yield text.isMissingNode() ? "[resource " + Json.cell(resource.path("uri")) + "]" : Json.cell(text);
            }
            default -> "[" + type + " " + Json.cell(content.path("mimeType")) + "]";
        };
    }

    private static String read(String text) {
        if (!text.startsWith("@")) {
            return text;
        }
        var file = Path.of(text.substring(1));
        try {
            return Files.readString(file);
        } catch (IOException _) {
            throw new CliProblem(ExitCode.USAGE, file + " cannot be read.", "--json-args @FILE wants a JSON file.");
        }
    }

    /** Arguments as JSON text; values are put in as they were typed, so numbers keep every digit. */
    static final class Arguments {
        private Arguments() {}

        static String of(Map<String, String> values) {
            var json = new StringBuilder("{");
            values.forEach((name, value) -> {
                json.append(json.length() > 1 ? "," : "")
                        .append(Json.quote(name))
                        .append(':')
                        .append(value(value));
            });
            return json.append('}').toString();
        }

        static String object(String text) {
            try {
                if (Json.parse(text).isObject()) {
                    return text;
                }
            } catch (JacksonException _) {
                // said below, in the same words as JSON of another type
            }
            throw new CliProblem(
                    ExitCode.USAGE, "The arguments are not a JSON object.", "Such as --json-args '{\"text\":\"hi\"}'.");
        }

        private static String value(String text) {
            try {
                Json.parse(text);
                return text.isBlank() ? Json.quote(text) : text;
            } catch (JacksonException _) {
                return Json.quote(text);
            }
        }
    }
}
