package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A configuration file of a test, with the environment and flags it is read with. */
record Written(Path file, Map<String, String> environment, Map<String, String> flags) {
    static Written yaml(Path directory, String text) {
        return as(directory.resolve("nexus.yaml"), text);
    }

    static Written json(Path directory, String text) {
        return as(directory.resolve("nexus.json"), text);
    }

    static Written as(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Written(file, Map.of(), Map.of());
    }

    Written withEnvironment(Map<String, String> variables) {
        return new Written(file, variables, flags);
    }

    Written withFlags(Map<String, String> values) {
        return new Written(file, environment, values);
    }

    Loaded load() {
        return ConfigLoader.load(Optional.of(file), environment, flags);
    }

    /** Each problem as {@code line:column key: what; mend}, without the name of the file. */
    List<String> problems() {
        var problems = catchThrowableOfType(ConfigProblems.class, this::load);
        return problems == null ? List.of() : texts(problems.problems());
    }

    List<String> warnings() {
        return texts(load().warnings());
    }

    private List<String> texts(List<Problem> problems) {
        return problems.stream()
                .map(problem -> problem.toString().replace(file + ":", ""))
                .toList();
    }
}
