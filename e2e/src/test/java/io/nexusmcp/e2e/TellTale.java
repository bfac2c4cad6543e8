package io.nexusmcp.e2e;

import io.nexusmcp.testkit.ChildCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** A legacy child process that tells how it was started, and says on its standard error what it is told to. */
final class TellTale {
    private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    private static final PrintStream ERR = new PrintStream(System.err, true, StandardCharsets.UTF_8);

    private TellTale() {}

    /** What to write as the command of a server. */
    static List<String> command(String... arguments) {
        return ChildCommand.of(TellTale.class, arguments);
    }

    public static void main(String[] args) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            var message = Json.read(line);
            if (message.has("id")) {
                OUT.append("{\"jsonrpc\":\"2.0\",\"id\":" + message.path("id") + ",")
                        .append(answer(message, List.of(args)))
                        .append("}\n")
                        .flush();
            }
        }
    }

    private static String answer(JsonNode message, List<String> arguments) {
        return switch (message.path("method").asString("")) {
            case "initialize" ->
                "\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
                        + "\"serverInfo\":{\"name\":\"tell-tale\",\"version\":\"1\"}}";
            case "tools/list" -> "\"result\":{\"tools\":[{\"name\":\"tell\",\"inputSchema\":{\"type\":\"object\"}}]}";
            case "tools/call" ->
                "\"result\":{\"content\":[{\"type\":\"text\",\"text\":"
                        + Json.quoted(told(message.path("params").path("arguments"), arguments)) + "}]}";
            default -> "\"error\":{\"code\":-32601,\"message\":\"Method not found\"}";
        };
    }

    private static String told(JsonNode asked, List<String> arguments) {
        if (asked.has("say")) {
            ERR.println(asked.path("say").stringValue());
            return "said";
        }
        return switch (asked.path("about").asString("")) {
            case "arguments" -> String.join(" ", arguments);
            case "folder" -> Path.of("").toAbsolutePath().toString();
            case "process" -> Long.toString(ProcessHandle.current().pid());
            case String variable -> Objects.requireNonNullElse(System.getenv(variable), "not set");
        };
    }
}
