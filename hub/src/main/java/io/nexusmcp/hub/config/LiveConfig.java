package io.nexusmcp.hub.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The configuration in force, replaced as a whole or not at all. Start-up keys keep the value of the start. Safe for
 * use by many threads.
 */
public final class LiveConfig {
    private final ConfigLoader loader;
    private final Loaded first;
    private volatile Loaded running;

    /** What became of an attempt to replace the configuration. */
    public sealed interface Reload {
        /** Nothing in force would change. */
        record Unchanged() implements Reload {}

        /**
         * The new one is in force.
         *
         * @param heldKeys start-up keys that were changed as well and wait for the next start
         */
        record Replaced(Loaded loaded, List<String> heldKeys) implements Reload {}

        /** The old one stays. */
        record Refused(List<Problem> problems) implements Reload {}
    }

    private LiveConfig(ConfigLoader loader, Loaded first) {
        this.loader = loader;
        this.first = first;
        this.running = first;
    }

    /** Loads for the first time, or throws {@link ConfigProblems}. */
    public static LiveConfig load(Optional<Path> file, Map<String, String> environment, Map<String, String> flags) {
        var loader = ConfigLoader.from(file, environment, flags);
        return new LiveConfig(loader, loader.read(Map.of()));
    }

    public Loaded running() {
        return running;
    }

    /** The files whose change calls for a reload. */
    public Set<Path> files() {
        return running.files();
    }

    /**
     * Reads the sources again and puts them in force if they are good.
     *
     * @param apply makes the new configuration so; when it throws, the old one stays, and so must all that it changes
     */
    public synchronized Reload reload(Consumer<Loaded> apply) {
        try {
            var written = loader.read(Map.of());
            var held = first.origins().startUpKeysChanged(written.origins());
            var next = held.isEmpty() ? written : loader.read(first.origins().startUp());
            if (next.version().equals(running.version()) && held.isEmpty()) {
                return new Reload.Unchanged();
            }
            apply.accept(next);
            running = next;
            return new Reload.Replaced(next, held);
        } catch (ConfigProblems problems) {
            return new Reload.Refused(problems.problems());
        }
    }
}
