package io.nexusmcp.cli;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nexus tool}: shows tools, turns them on and off. */
@Command(name = "tool", description = "List tools, call one, turn them on and off.")
final class ToolCommands {
    static final String TOOLS = "/api/v1/tools";

    /** {@code nexus tool list}. */
    @Command(name = "list", description = "List the tools of all servers.")
    static final class ListAll extends HubCommand {
        @Option(names = "--server", paramLabel = "SERVER", description = "Only this server's.")
        private @Nullable String server;

        ListAll(Shell shell) {
            super(shell);
        }

        @Override
        ExitCode run(AdminApi hub) {
            var answer = hub.get(TOOLS, server == null ? Map.of() : Map.of("server", server));
            return print(answer, () -> {
                var table = new Table("NAME", "SERVER", "ON", "DESCRIPTION");
                for (var tool : answer.path("tools")) {
                    table.row(List.of(
                            Json.cell(tool.path("name")),
                            Json.cell(tool.path("server")),
                            tool.path("enabled").asBoolean(false) ? "yes" : "no",
                            Json.cell(tool.path("description"))));
                }
                table.print(shell().out());
            });
        }
    }

    /** A command that changes one tool. */
    abstract static class Change extends HubCommand {
        private final String verb;

        @Parameters(paramLabel = "TOOL", description = "Name of the tool, such as demo__echo.")
        private String tool = "";

        Change(Shell shell, String verb) {
            super(shell);
            this.verb = verb;
        }

        @Override
        ExitCode run(AdminApi hub) {
            var answer = hub.post(TOOLS + "/" + AdminApi.segment(tool) + "/" + verb, "{}");
            boolean isOn = answer.path("tool").path("enabled").asBoolean(false);
            return print(answer, () -> say("Tool " + tool + " is " + (isOn ? "on." : "off.")));
        }
    }

    /** {@code nexus tool enable}. */
    @Command(name = "enable", description = "Let a tool be called again.")
    static final class Enable extends Change {
        Enable(Shell shell) {
            super(shell, "enable");
        }
    }

    /** {@code nexus tool disable}. */
    @Command(name = "disable", description = "Take a tool out of every list; the next call is refused.")
    static final class Disable extends Change {
        Disable(Shell shell) {
            super(shell, "disable");
        }
    }

    static CommandLine group(Shell shell) {
        return new CommandLine(new ToolCommands())
                .addSubcommand(new ListAll(shell))
                .addSubcommand(new ToolCall(shell))
                .addSubcommand(new Enable(shell))
                .addSubcommand(new Disable(shell));
    }
}
