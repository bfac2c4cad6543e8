package io.nexusmcp.hub;

import io.nexusmcp.core.Secret;
import io.nexusmcp.hub.config.HubConfig;
import io.nexusmcp.protocol.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Who speaks on the hub's own standard streams: the caller whose key it was started with. */
final class StdioCaller {
    static final String VARIABLE = "NEXUS_API_KEY";
    private static final String AGENT = "nxa_";
    private static final int MAX_FILE_BYTES = 4_096;
    private static final Set<PosixFilePermission> OF_OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private StdioCaller() {}

    /** The key of a file, or of the environment; {@link StartFailure} when there is none or others can read it. */
    static Optional<Secret> key(Optional<Path> file, Map<String, String> environment, boolean isRequired) {
        var key = file.map(StdioCaller::read)
                .orElseGet(() -> environment.getOrDefault(VARIABLE, "").strip());
        if (key.isEmpty() && isRequired) {
            throw problem("--stdio needs a key that says who the client is: set " + VARIABLE
                    + " or give --key-file FILE (make one with: nexus key create --data DIR)");
        }
        return key.isEmpty() ? Optional.empty() : Optional.of(new Secret(key));
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw problem(file + " holds more than a key");
            }
            boolean hasModes =
                    file.getFileSystem().supportedFileAttributeViews().contains("posix");
            if (hasModes && Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
                throw problem("others on this machine can read " + file + ": run chmod 600 " + file);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new StartFailure(StartFailure.BAD_CONFIGURATION, "the key file " + file + " cannot be read", e);
        }
    }

    /** The key in the header in which its kind is taken under the configuration in force. */
    static Headers headers(Optional<Secret> key, Supplier<HubConfig> config) {
        if (key.isEmpty()) {
            return Headers.NONE;
        }
        var text = key.get().reveal();
        return name -> {
            if (text.startsWith(AGENT)) {
                var header = config.get().agents().authentication().header();
                return name.equalsIgnoreCase(header) ? List.of(text) : List.of();
            }
            return name.equalsIgnoreCase("Authorization") ? List.of("Bearer " + text) : List.of();
        };
    }

    static StartFailure refused() {
        return problem("the key that --stdio was given is not accepted");
    }

    private static StartFailure problem(String message) {
        return new StartFailure(StartFailure.BAD_CONFIGURATION, message);
    }
}
