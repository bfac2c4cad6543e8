package io.nexusmcp.hub.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.hub.config.ConfigNode.Mapping;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the configuration: defaults, then the file, then the environment, then flags. */
public final class ConfigLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigLoader.class);
    private static final long MAX_BYTES = 4L << 20;

    private final Optional<Path> file;
    private final Map<String, String> environment;
    private final Map<String, String> flags;

    private ConfigLoader(Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
        this.file = file;
        this.environment = Map.copyOf(environment);
        this.flags = Map.copyOf(flags);
    }

    /**
     * The configuration in force, or {@link ConfigProblems} with all that is wrong.
     *
     * @param flags values by key, such as {@code server.port}
     */
    public static Loaded load(Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
        return from(file, environment, flags).read(Map.of());
    }

    static ConfigLoader from(Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
        return new ConfigLoader(file, environment, flags);
    }

    /** @param held start-up keys of the running hub, as written; these keep their values */
    Loaded read(Map<String, Optional<? extends ConfigNode>> held) {
        var problems = new Problems();
        var root = file.isEmpty() ? Mapping.EMPTY : parse(file.get(), problems);
        return read(root, held, problems);
    }

    /** As if the file held this text. */
    Loaded readText(String text) {
        var problems = new Problems();
        var path = file.orElseThrow();
        return read(ConfigReader.read(path.toString(), text, format(path), problems), Map.of(), problems);
    }

    private Loaded read(Mapping root, Map<String, Optional<? extends ConfigNode>> held, Problems problems) {
        var directory = file.map(Path::toAbsolutePath)
                .map(Path::getParent)
                .orElse(Path.of("").toAbsolutePath());
        var reading = new Reading(new Reading.Sources(environment, flags, held, directory), problems);
        var config = HubConfig.read(reading, root);
        CrossChecks.run(config, reading);
        new UnknownSettings(reading).report();
        var files = new HashSet<>(reading.files());
        file.ifPresent(files::add);
        files.forEach(path -> warnIfOpen(path, problems));
        var warnings = problems.warningsOrThrow();
        return new Loaded(config, new Origins(reading), warnings, reading.version(), files);
    }

    /** Whoever can write one of these files runs programs as the hub's user, with the next reload. */
    private static void warnIfOpen(Path file, Problems problems) {
        try {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE)) {
                problems.add(new Problem(
                        Problem.Severity.CRITICAL,
                        new Origin.File(file.toString(), 1, 1),
                        "",
                        "other users can write this file, and so run programs as the hub",
                        "chmod o-w " + file));
            }
        } catch (IOException | UnsupportedOperationException _) {
            LOG.debug("{} has no mode to look at", file);
        }
    }

    /** By the end of the file's name, or {@link ConfigProblems}. */
    static ConfigReader.Format format(Path file) {
        var name = String.valueOf(file.getFileName());
        return ConfigReader.Format.of(name)
                .orElseThrow(() -> new ConfigProblems(List.of(Problem.error(
                        new Origin.File(file.toString(), 1, 1),
                        "",
                        "no known kind of file",
                        "name it .yaml, .yml, .json or .jsonc"))));
    }

    static Mapping parse(Path file, Problems problems) {
        var format = format(file);
        var text = text(file, new Origin.File(file.toString(), 1, 1), problems);
        return text.isEmpty() ? Mapping.EMPTY : ConfigReader.read(file.toString(), text.get(), format, problems);
    }

    static Optional<String> text(Path file, Origin.File top, Problems problems) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                problems.add(Problem.error(top, "", "the file is larger than " + Measures.show(MAX_BYTES), ""));
                return Optional.empty();
            }
            var text = UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (NoSuchFileException _) {
            problems.add(Problem.error(top, "", "there is no such file", ""));
        } catch (CharacterCodingException _) {
            problems.add(Problem.error(top, "", "the file is not UTF-8", ""));
        } catch (IOException e) {
            var why = e.getClass().getSimpleName();
            problems.add(Problem.error(top, "", "the file cannot be read (" + why + ")", ""));
        }
        return Optional.empty();
    }
}
