package io.nexusmcp.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where a run keeps its files, and how it starts processes.
 *
 * @param flags of the hub's JVM, for those that must have the same
 * @param launcher the {@code nexus} script, where there is one
 */
record Workplace(Path folder, List<String> flags, Optional<Path> launcher) {
    static final String FLAGS = "nexus.bench.flags";
    static final String LAUNCHER = "nexus.bench.launcher";
    private static final String DEFAULT_FLAGS = "-XX:+UseSerialGC -Xmx160m --enable-native-access=ALL-UNNAMED";

    static Workplace of(Path folder) {
        var flags = System.getProperty(FLAGS, DEFAULT_FLAGS);
        var launcher = Optional.ofNullable(System.getProperty(LAUNCHER)).map(Path::of);
        try {
            return new Workplace(
                    Files.createDirectories(folder), Arrays.asList(flags.strip().split("\\s+")), launcher);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Path file(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Path log(String name) {
        return folder.resolve(name + ".log");
    }

    /** Starts a program of this module under the hub's flags. */
    Child java(Class<?> program, String... arguments) {
        return Child.start(javaCommand(program.getName(), arguments), log(program.getSimpleName()));
    }

    /** Starts the product as a user would, through the launcher if there is one. */
    Child hub(boolean withCache, String... arguments) {
        return Child.start(hubCommand(withCache, arguments), log("hub"));
    }

    private List<String> hubCommand(boolean withCache, String... arguments) {
        if (launcher.isEmpty()) {
            return javaCommand("io.nexusmcp.hub.Main", arguments);
        }
        var command = new ArrayList<String>();
        if (!withCache) {
            command.addAll(List.of("env", "NEXUS_AOT=off"));
        }
        command.add(launcher.get().toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private List<String> javaCommand(String program, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program));
        command.addAll(List.of(arguments));
        return command;
    }
}
