package io.nexusmcp.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A security guide that the hub has to do justice to; the guides lie beside the checkout. */
record Guide(String text) {
    private static final Pattern FENCED = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

    /** Skips the test if the guide is not there; fails it instead where everything is required. */
    static Guide require(String name) {
        var file = Stream.iterate(Path.of("").toAbsolutePath(), folder -> folder != null, Path::getParent)
                .map(folder -> folder.resolve("shared/requirements").resolve(name))
                .filter(Files::exists)
                .findFirst();
        if (file.isEmpty()) {
            var line = "Tests of what the guides print need " + name + " beside the checkout";
            if ("true".equals(System.getenv("NEXUS_REQUIRE_ALL"))) {
                Assertions.fail(line);
            }
            System.out.println("Skipped: " + line);
            Assumptions.abort(line);
        }
        return new Guide(read(file));
    }

    private static String read(Optional<Path> file) {
        try {
            return Files.readString(file.orElseThrow());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The one printed configuration with this text in it, exactly as printed. */
    String snippet(String part) {
        var found = FENCED.matcher(text)
                .results()
                .map(result -> result.group(1))
                .filter(snippet -> snippet.contains(part))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " snippets with " + part);
        }
        return found.getFirst();
    }

    List<String> snippets() {
        return FENCED.matcher(text).results().map(result -> result.group(1)).toList();
    }
}
