package io.nexusmcp.hub.config;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nexus server add} and {@code remove}: edit the local file, which a running hub then takes up. */
public abstract class ServerFileCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(index = "0", paramLabel = "NAME", description = "Name of the server.")
    String name = "";

    @Option(names = "--config", paramLabel = "FILE", description = "The file; nexus.yaml of this folder by default.")
    @Nullable
    Path file;

    private final Map<String, String> environment;
    private final Path folder;

    ServerFileCommand(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    /**
     * Adds both to a command.
     *
     * @param folder where a file is looked for when none is given
     */
    public static void addTo(CommandLine server, Map<String, String> environment, Path folder) {
        server.addSubcommand(new Add(environment, folder)).addSubcommand(new Remove(environment, folder));
    }

    @Override
    public final Integer call() throws IOException {
        var chosen = Optional.ofNullable(file)
                .or(() -> ConfigFiles.find(folder))
                .orElseGet(() -> folder.resolve("nexus.yaml"));
        try {
            edit(new ServerFile(chosen, environment));
            out().println(done() + " " + name + " in " + chosen);
            return 0;
        } catch (ConfigProblems problems) {
            problems.problems().forEach(commandLine().getErr()::println);
            return ConfigProblems.EXIT_CODE;
        }
    }

    abstract void edit(ServerFile servers) throws IOException;

    abstract String done();

    private PrintWriter out() {
        return commandLine().getOut();
    }

    final CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        return spec.commandLine();
    }

    @Command(name = "add", description = "Add a server to the file: a URL, or a command after --.")
    static final class Add extends ServerFileCommand {
        @Option(names = "--url", paramLabel = "URL", description = "URL of a server behind Streamable HTTP.")
        @Nullable
        String url;

        @Option(names = "--env", paramLabel = "NAME=VALUE", description = "A variable of its environment.")
        Map<String, String> variables = new LinkedHashMap<>();

        @Option(names = "--prefix", paramLabel = "PREFIX", description = "Stands before the names of its tools.")
        @Nullable
        String prefix;

        @Parameters(index = "1..*", paramLabel = "COMMAND", description = "The program and its arguments.")
        List<String> command = List.of();

        Add(Map<String, String> environment, Path folder) {
            super(environment, folder);
        }

        @Override
        void edit(ServerFile servers) throws IOException {
            if (url == null == command.isEmpty()) {
                throw new ParameterException(commandLine(), "give either --url URL or a command after --");
            }
            servers.add(new NewServer(name, Optional.ofNullable(url), command, variables, Optional.ofNullable(prefix)));
        }

        @Override
        String done() {
            return "added";
        }
    }

    @Command(name = "remove", description = "Remove a server from the file.")
    static final class Remove extends ServerFileCommand {
        Remove(Map<String, String> environment, Path folder) {
            super(environment, folder);
        }

        @Override
        void edit(ServerFile servers) throws IOException {
            servers.remove(name);
        }

        @Override
        String done() {
            return "removed";
        }
    }
}
