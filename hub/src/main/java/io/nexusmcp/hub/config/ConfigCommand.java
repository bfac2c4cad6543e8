package io.nexusmcp.hub.config;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code nexus config}: checks, shows and describes the configuration without a running hub. */
@Command(name = "config", description = "Check, show and describe the configuration.")
public final class ConfigCommand {
    private ConfigCommand() {}

    /**
     * The command with its subcommands.
     *
     * @param folder where a file is looked for when none is given
     */
    public static CommandLine create(Map<String, String> environment, Path folder) {
        return new CommandLine(new ConfigCommand())
                .addSubcommand(new Check(environment, folder))
                .addSubcommand(new Show(environment, folder))
                .addSubcommand(new PrintSchema());
    }

    /** What checking and showing have in common. */
    abstract static class Reading implements Callable<Integer> {
        @Spec
        @Nullable
        CommandSpec spec;

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "The file; nexus.yaml of this folder by default.")
        @Nullable
        Path file;

        @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Sets one key.")
        Map<String, String> flags = new LinkedHashMap<>();

        @Option(names = "--json", description = "Prints JSON.")
        boolean isJson;

        private final Map<String, String> environment;
        private final Path folder;

        Reading(Map<String, String> environment, Path folder) {
            this.environment = environment;
            this.folder = folder;
        }

        @Override
        public final Integer call() {
            try {
                var chosen = file == null ? ConfigFiles.find(folder) : Optional.of(file);
                print(ConfigLoader.load(chosen, environment, flags), chosen);
                return 0;
            } catch (ConfigProblems problems) {
                printProblems(problems.problems());
                return ConfigProblems.EXIT_CODE;
            }
        }

        /** @param file what was read, if there is one */
        abstract void print(Loaded loaded, Optional<Path> file);

        private void printProblems(List<Problem> problems) {
            if (isJson) {
                out().println(json(report(false, problems)));
            } else {
                problems.forEach(commandLine().getErr()::println);
            }
        }

        final PrintWriter out() {
            return commandLine().getOut();
        }

        private CommandLine commandLine() {
            if (spec == null) {
                throw new IllegalStateException("run by picocli only");
            }
            return spec.commandLine();
        }
    }

    @Command(name = "check", description = "Tell everything that is wrong with it; exit code 2 if anything is.")
    static final class Check extends Reading {
        Check(Map<String, String> environment, Path folder) {
            super(environment, folder);
        }

        @Override
        void print(Loaded loaded, Optional<Path> file) {
            if (isJson) {
                out().println(json(report(true, loaded.warnings())));
                return;
            }
            loaded.warnings()
                    .forEach(warning ->
                            out().println(warning.severity().name().toLowerCase(Locale.ROOT) + ": " + warning));
            var what = file.map(path -> path.getFileName() + "").orElse("no file here, defaults only");
            out().println("OK, version " + loaded.version() + " (" + what + ")");
        }
    }

    @Command(name = "show", description = "Print the values in force, without secrets.")
    static final class Show extends Reading {
        @Option(names = "--origin", description = "Tells where each value came from.")
        boolean showsOrigin;

        Show(Map<String, String> environment, Path folder) {
            super(environment, folder);
        }

        @Override
        void print(Loaded loaded, Optional<Path> file) {
            if (isJson) {
                out().println(json(
                        loaded.origins().settings().stream().map(this::entry).toList()));
                return;
            }
            for (var setting : loaded.origins().settings()) {
                var origin = showsOrigin ? "  (" + setting.origin().text() + ")" : "";
                out().println(setting.key() + " = " + setting.value() + origin);
            }
        }

        private Map<String, Object> entry(Setting setting) {
            var entry = new LinkedHashMap<String, Object>();
            entry.put("key", setting.key());
            entry.put("value", setting.value());
            if (showsOrigin) {
                entry.put("origin", setting.origin().text());
            }
            entry.put("live", setting.isLive());
            return entry;
        }
    }

    @Command(name = "schema", description = "Print the JSON Schema of the file, for editors.")
    static final class PrintSchema implements Callable<Integer> {
        @Spec
        @Nullable
        CommandSpec spec;

        @Override
        public Integer call() {
            if (spec == null) {
                throw new IllegalStateException("run by picocli only");
            }
            spec.commandLine().getOut().print(JsonSchema.render(ConfigKeys.all()));
            spec.commandLine().getOut().flush();
            return 0;
        }
    }

    private static Map<String, Object> report(boolean isGood, List<Problem> problems) {
        var report = new LinkedHashMap<String, Object>();
        report.put("ok", isGood);
        report.put("problems", problems.stream().map(ConfigCommand::entry).toList());
        return report;
    }

    private static Map<String, Object> entry(Problem problem) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("severity", problem.severity().name().toLowerCase(Locale.ROOT));
        entry.put("where", problem.where().text());
        entry.put("key", problem.key());
        entry.put("what", problem.what());
        entry.put("mend", problem.mend());
        return entry;
    }

    private static String json(Object value) {
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(value);
    }
}
