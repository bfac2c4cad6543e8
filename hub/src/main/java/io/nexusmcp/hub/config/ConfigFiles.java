package io.nexusmcp.hub.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The names under which a configuration is looked for when none is given. */
public final class ConfigFiles {
    private static final List<String> NAMES = List.of("nexus.yaml", "nexus.yml", "nexus.json", "nexus.jsonc");

    private ConfigFiles() {}

    /** The first there is. */
    public static Optional<Path> find(Path folder) {
        return NAMES.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
    }
}
