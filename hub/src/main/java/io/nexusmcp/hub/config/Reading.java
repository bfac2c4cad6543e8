package io.nexusmcp.hub.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Digests;
import io.nexusmcp.hub.config.ConfigNode.Scalar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What one reading of the configuration draws from, and what it learned on the way. Not shared between threads. */
final class Reading {
    private static final int VERSION_LENGTH = 12;

    final Problems problems;
    private final Sources sources;
    private final List<ConfigKey> described = new ArrayList<>();
    private final boolean describes;
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final Map<String, Optional<? extends ConfigNode>> startUp = new LinkedHashMap<>();
    /** Values as they are, secrets included: never shown, for comparing and for the version only. */
    private final Map<String, String> exact = new TreeMap<>();

    private final Set<String> usedVariables = new HashSet<>();
    private final Set<String> usedFlags = new HashSet<>();
    private final Set<Path> files = new HashSet<>();
    private final List<Section> opened = new ArrayList<>();

    /**
     * Where values come from, besides the file.
     *
     * @param flags by key
     * @param held start-up keys of a running hub, as they were written; empty for the default
     * @param directory what relative paths start from
     */
    record Sources(
            Map<String, String> environment,
            Map<String, String> flags,
            Map<String, Optional<? extends ConfigNode>> held,
            Path directory) {
        Sources {
            environment = Map.copyOf(environment);
            flags = Map.copyOf(flags);
            held = Map.copyOf(held);
        }
    }

    Reading(Sources sources, Problems problems) {
        this(sources, problems, false);
    }

    private Reading(Sources sources, Problems problems, boolean describes) {
        this.sources = sources;
        this.problems = problems;
        this.describes = describes;
    }

    /** One that reads nothing and notes which keys were asked for. */
    static Reading describing() {
        return new Reading(new Sources(Map.of(), Map.of(), Map.of(), Path.of("")), new Problems(), true);
    }

    boolean describes() {
        return describes;
    }

    void describe(ConfigKey key) {
        if (describes) {
            described.add(key);
        }
    }

    List<ConfigKey> described() {
        return List.copyOf(described);
    }

    /** The value that counts: flag, else environment, else file. */
    Optional<Scalar> choose(String key, String variable, Doc doc, Optional<Scalar> inFile) {
        var chosen = inFile;
        var fromEnvironment = variable.isEmpty() ? null : sources.environment.get(variable);
        if (fromEnvironment != null) {
            usedVariables.add(variable);
            chosen = Optional.of(Scalar.of(fromEnvironment, new Origin.Environment(variable)));
        }
        var flag = sources.flags.get(key);
        if (flag != null) {
            usedFlags.add(key);
            chosen = Optional.of(Scalar.of(flag, new Origin.Flag(key)));
        }
        return hold(key, doc, chosen, Scalar.class);
    }

    /** What counts of a key in a running hub: as written if it is live, else as it was at the start. */
    <N extends ConfigNode> Optional<N> hold(String key, Doc doc, Optional<N> written, Class<N> form) {
        if (doc.live()) {
            return written;
        }
        var held = sources.held.get(key);
        var counts = held == null ? written : held.map(form::cast);
        startUp.put(key, counts);
        return counts;
    }

    /** @param written the value exactly, secret or not */
    void note(Setting setting, String written) {
        settings.put(setting.key(), setting);
        exact.put(setting.key(), written);
    }

    String expand(String text, Problem.Severity severity, Origin where, String key) {
        return new Placeholders(
                        sources.environment,
                        usedVariables,
                        (what, mend) -> problems.add(new Problem(severity, where, key, what, mend)))
                .expand(text);
    }

    /** Where the value of a key came from. */
    Origin origin(String key) {
        var setting = settings.get(key);
        return setting == null ? new Origin.Default() : setting.origin();
    }

    List<Setting> settings() {
        return List.copyOf(settings.values());
    }

    Map<String, Optional<? extends ConfigNode>> startUp() {
        return Map.copyOf(startUp);
    }

    /** The exact value of a key, or empty. */
    String exact(String key) {
        return exact.getOrDefault(key, "");
    }

    void opened(Section section) {
        opened.add(section);
    }

    /** Names the keys that are written and nobody asked for. */
    void finish() {
        for (var section : opened) {
            section.reportUnknownKeys();
        }
    }

    /** A short digest of everything in force. */
    String version() {
        var text = new StringBuilder();
        exact.forEach((key, value) ->
                text.append(key).append('=').append(value.length()).append(':').append(value));
        return Digests.sha256Hex(text.toString().getBytes(UTF_8)).substring(0, VERSION_LENGTH);
    }

    Set<String> usedVariables() {
        return usedVariables;
    }

    Set<String> unusedFlags() {
        var unused = new HashSet<>(sources.flags.keySet());
        unused.removeAll(usedFlags);
        return unused;
    }

    Map<String, String> environment() {
        return sources.environment;
    }

    /** A path as written, from the folder of the file; {@code ~/} is the home folder. */
    Path path(String written) {
        if (written.startsWith("~/")) {
            return Path.of(environment().getOrDefault("HOME", ""), written.substring(2));
        }
        return sources.directory.resolve(written);
    }

    /** Notes that the configuration depends on this file, too. */
    void dependsOn(Path file) {
        files.add(file);
    }

    /** Notes what such a file holds, so that another content makes another configuration. */
    void includes(Path file, String digest) {
        exact.put("content of " + file, digest);
    }

    Set<Path> files() {
        return Set.copyOf(files);
    }
}
