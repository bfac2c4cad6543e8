package io.nexusmcp.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code nexus server}: shows servers and turns them on and off. */
@Command(name = "server", description = "Show MCP servers, turn them on and off, restart them.")
final class ServerCommands {
    private static final String SERVERS = "/api/v1/servers";

    /** {@code nexus server list}. */
    @Command(name = "list", description = "List all configured servers.")
    static final class ListAll extends HubCommand {
        ListAll(Shell shell) {
            super(shell);
        }

        @Override
        ExitCode run(AdminApi hub) {
            var answer = hub.get(SERVERS);
            return print(answer, () -> {
                var table = new Table("NAME", "STATE", "TRANSPORT", "REVISION", "TOOLS", "SINCE", "LAST ERROR");
                for (var server : answer.path("servers")) {
                    table.row(List.of(
                            Json.cell(server.path("name")),
                            Json.cell(server.path("state")),
                            Json.cell(server.path("transport")),
                            Json.cell(server.path("revision")),
                            Json.cell(server.path("tools")),
                            Json.cell(server.path("since")),
                            Json.cell(server.path("lastError"))));
                }
                table.print(shell().out());
                answer.path("warnings").forEach(warning -> shell().warn(Json.cell(warning)));
            });
        }
    }

    /** A command that changes one server. */
    abstract static class Change extends HubCommand {
        private final String verb;

        @Parameters(paramLabel = "SERVER", description = "Name of the server.")
        private String server = "";

        Change(Shell shell, String verb) {
            super(shell);
            this.verb = verb;
        }

        @Override
        ExitCode run(AdminApi hub) {
            var answer = hub.post(SERVERS + "/" + AdminApi.segment(server) + "/" + verb, "{}");
            return print(
                    answer,
                    () -> say("Server " + server + " is "
                            + Json.cell(answer.path("server").path("state")) + "."));
        }
    }

    /** {@code nexus server enable}. */
    @Command(name = "enable", description = "Let a server be used again.")
    static final class Enable extends Change {
        Enable(Shell shell) {
            super(shell, "enable");
        }
    }

    /** {@code nexus server disable}. */
    @Command(name = "disable", description = "Take a server out of every list at once.")
    static final class Disable extends Change {
        Disable(Shell shell) {
            super(shell, "disable");
        }
    }

    /** {@code nexus server restart}. */
    @Command(name = "restart", description = "Close what is open to a server and connect again.")
    static final class Restart extends Change {
        Restart(Shell shell) {
            super(shell, "restart");
        }
    }

    static CommandLine group(Shell shell) {
        return new CommandLine(new ServerCommands())
                .addSubcommand(new ListAll(shell))
                .addSubcommand(new Enable(shell))
                .addSubcommand(new Disable(shell))
                .addSubcommand(new Restart(shell));
    }
}
