package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;
import static io.nexusmcp.hub.config.Doc.secret;

import io.nexusmcp.core.Secret;
import io.nexusmcp.core.catalog.ServerSpec;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads the keys of a server that runs as a child process. */
final class StdioReader {
    static final List<String> KEYS = List.of("args", "env", "cwd", "envFile", "shared", "maxChildren");
    private static final Predicate<String> VARIABLE =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}").asMatchPredicate();
    private static final int DEFAULT_CHILDREN = 16;

    private final Section section;

    StdioReader(Section section) {
        this.section = section;
    }

    /** Empty without a command. */
    Optional<ServerSpec.Stdio> read() {
        var command = section.optional(
                live("command", "The program of a server that is run as a child process."), Values.FILLED);
        var arguments = section.list(
                live("args", "Arguments of the program."), Values.SCALAR, List.of(), Arguments::withoutSecrets);
        var environment = environment();
        var directory = path(live("cwd", "Folder it runs in."));
        if (directory.isPresent() && !directory.get().toFile().isDirectory()) {
            section.warn("cwd", "is no folder", "the server will not start without it");
        }
        boolean isShared = section.value(
                live("shared", "One child serves all callers; only for servers that keep nothing of a caller."),
                Values.BOOL,
                false);
        int maxChildren = section.value(
                live("maxChildren", "Most children at the same time, one for each caller."),
                Measures.integer(1, 1_000),
                DEFAULT_CHILDREN);
        return command.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new ServerSpec.Stdio(command.get(), arguments, environment, directory, isShared, maxChildren));
    }

    private Optional<Path> path(Doc doc) {
        var written = section.optional(doc, Values.FILLED);
        return written.isEmpty()
                ? Optional.empty()
                : Optional.of(section.reading().path(written.get()));
    }

    private Map<String, Secret> environment() {
        var all = new LinkedHashMap<String, Secret>();
        var file = path(live("envFile", "File of lines `NAME=value` for its environment."));
        if (file.isPresent()) {
            all.putAll(fromFile(file.get()));
        }
        var variables = section.named(live("env", "Its environment, besides a fixed minimum."), "VARIABLE");
        for (var name : variables.names()) {
            variable(variables, name, all);
        }
        return all;
    }

    private Map<String, Secret> fromFile(Path file) {
        section.reading().dependsOn(file);
        try {
            return EnvironmentFile.read(file);
        } catch (BadValue bad) {
            section.problem("envFile", bad.what(), bad.mend());
            return Map.of();
        }
    }

    private static void variable(Section variables, String name, Map<String, Secret> all) {
        var value = variables.optional(secret(name, "Value of the variable."), Values.SCALAR);
        if (!VARIABLE.test(name)) {
            variables.problem(name, "is not the name of a variable", "write letters, digits and underscores");
        }
        if (value.isPresent() && value.get().isEmpty()) {
            variables.warn(name, "is empty and left out", "children start with a clean environment");
        } else if (value.isPresent()) {
            all.put(name, new Secret(value.get()));
        }
    }
}
