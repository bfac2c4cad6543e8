package io.nexusmcp.upstream;

import io.nexusmcp.core.Secret;
import io.nexusmcp.core.catalog.ServerSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How a child is started: the program itself and never a shell, with an environment of its own. Of the hub's
 * environment it inherits only where programs, home and temporary files are, and the language.
 */
final class ChildCommand {
    private static final List<String> INHERITED = List.of("PATH", "HOME", "LANG", "TMPDIR");

    private final ServerSpec.Stdio spec;
    private final Map<String, String> environment;

    /** @param hubEnvironment what the hub itself was started with */
    ChildCommand(ServerSpec.Stdio spec, Map<String, String> hubEnvironment) {
        this.spec = spec;
        this.environment = new HashMap<>(hubEnvironment);
        environment.keySet().retainAll(INHERITED);
        spec.environment().forEach((name, value) -> environment.put(name, value.reveal()));
    }

    /** The credentials the child is given, which must not show up in the log. */
    Stream<String> secrets() {
        return spec.environment().values().stream().map(Secret::reveal);
    }

    Process start() {
        var line = new ArrayList<String>();
        ownSession().ifPresent(line::add);
        line.add(find(spec.command())
                .orElseThrow(() -> new UpstreamException("the command is not an executable file on the path")));
        line.addAll(spec.arguments());
        var builder = new ProcessBuilder(line);
        builder.environment().clear();
        builder.environment().putAll(environment);
        spec.directory().map(Path::toFile).ifPresent(builder::directory);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UpstreamException("the command cannot be started", e);
        }
    }

    /**
     * With a session of its own the child is spared the signals of the hub's terminal, and everything it leaves behind
     * can be found.
     */
    private Optional<String> ownSession() {
        return Stream.of("/usr/bin/setsid", "/bin/setsid")
                .filter(candidate -> Files.isExecutable(Path.of(candidate)))
                .findFirst();
    }

    private Optional<String> find(String command) {
        Predicate<Path> isProgram = path -> Files.isRegularFile(path) && Files.isExecutable(path);
        if (command.contains(File.separator)) {
            var path = spec.directory().map(folder -> folder.resolve(command)).orElse(Path.of(command));
            return Optional.of(path).filter(isProgram).map(Path::toString);
        }
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, command))
                .filter(isProgram)
                .map(Path::toString)
                .findFirst();
    }
}
