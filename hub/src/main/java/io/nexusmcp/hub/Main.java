package io.nexusmcp.hub;

import io.nexusmcp.cli.Nexus;
import io.nexusmcp.cli.Shell;
import io.nexusmcp.hub.config.ConfigCommand;
import io.nexusmcp.hub.config.ServerFileCommand;
import java.nio.file.Path;
import java.util.Objects;
import picocli.CommandLine;

/** The {@code nexus} program: what runs a hub or reads its files is here, the rest asks a running hub. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        int code = commandsFor(Shell.ofProcess(), Path.of(""), arguments).execute(arguments);
        System.out.flush();
        System.exit(code);
    }

    /** Just the one that is asked for where a start counts: describing all of them takes a tenth of a second. */
    static CommandLine commandsFor(Shell shell, Path folder, String... arguments) {
        var first = arguments.length == 0 ? "" : arguments[0];
        return switch (first) {
            case "serve" -> Nexus.prepared(Nexus.root().addSubcommand(new ServeCommand(shell.environment())), shell);
            case "warm-up" -> Nexus.prepared(Nexus.root().addSubcommand(new WarmUpCommand(shell.environment())), shell);
            default -> commands(shell, folder);
        };
    }

    /** All commands of the program; {@code folder} is where a configuration is looked for when none is given. */
    static CommandLine commands(Shell shell, Path folder) {
        var nexus = Nexus.commandLine(shell, Version.TEXT, new OfflineDirectory());
        nexus.addSubcommand(new ServeCommand(shell.environment()));
        nexus.addSubcommand(new WarmUpCommand(shell.environment()));
        nexus.addSubcommand(ConfigCommand.create(shell.environment(), folder));
        var servers = Objects.requireNonNull(nexus.getSubcommands().get("server"));
        ServerFileCommand.addTo(servers, shell.environment(), folder);
        return Nexus.prepared(nexus, shell);
    }
}
