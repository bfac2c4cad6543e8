package io.nexusmcp.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What is fuzzed, and where the inputs are kept that every run begins with. */
enum Target {
    JSON(JsonTarget.class, JsonTarget::fuzzerTestOneInput),
    FRONT(FrontTarget.class, FrontTarget::fuzzerTestOneInput),
    SSE(SseTarget.class, SseTarget::fuzzerTestOneInput),
    HEADERS(HeaderTarget.class, HeaderTarget::fuzzerTestOneInput),
    SESSIONS(SessionTarget.class, SessionTarget::fuzzerTestOneInput),
    CURSORS(CursorTarget.class, CursorTarget::fuzzerTestOneInput),
    STATES(StateTarget.class, StateTarget::fuzzerTestOneInput);

    private final Class<?> type;

    @SuppressWarnings("ImmutableEnumChecker") // a method without state
    private final Consumer<byte[]> run;

    Target(Class<?> type, Consumer<byte[]> run) {
        this.type = type;
        this.run = run;
    }

    Class<?> type() {
        return type;
    }

    void run(byte[] input) {
        run.accept(input);
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The folder of inputs in the resources: examples of ours, and what once was a finding. */
    Path kept() {
        var folder = Target.class.getResource("kept/" + label());
        assertThat(folder).as("kept inputs of %s", this).isNotNull();
        try {
            return Path.of(folder.toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    List<Path> inputs() {
        try (var files = Files.list(kept())) {
            return files.sorted().toList();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
