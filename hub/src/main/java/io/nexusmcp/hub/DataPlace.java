package io.nexusmcp.hub;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The data directory: as given, or {@code nexus} in the user's data folder (XDG Base Directory Specification). */
final class DataPlace {
    private DataPlace() {}

    static Path of(Optional<Path> given, Map<String, String> environment) {
        return given.orElseGet(() -> dataHome(environment).resolve("nexus"));
    }

    private static Path dataHome(Map<String, String> environment) {
        var configured = environment.getOrDefault("XDG_DATA_HOME", "");
        return configured.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".local", "share")
                : Path.of(configured);
    }
}
