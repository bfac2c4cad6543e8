package io.nexusmcp.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What can be done with a data directory while no hub runs on it. Every method throws {@link CliProblem} when it
 * cannot be done.
 */
public interface Offline {
    /** Makes a key; {@link CliProblem} when a hub is running on the directory. */
    MadeKey createKey(Path dataDirectory, WantedKey wanted);

    /** Checks the whole audit log, which a hub may be writing. */
    CheckedLog verifyAudit(Path dataDirectory);

    /**
     * A key to be made.
     *
     * @param lifetime such as {@code 90d}
     */
    record WantedKey(
            String name,
            boolean isAgent,
            Set<String> roles,
            Set<String> permissions,
            List<String> networks,
            Optional<String> lifetime) {
        public WantedKey {
            roles = Set.copyOf(roles);
            permissions = Set.copyOf(permissions);
            networks = List.copyOf(networks);
        }
    }

    /** A key that was made; the secret is shown once. */
    record MadeKey(String id, String secret) {
        @Override
        public String toString() {
            return "MadeKey[" + id + "]";
        }
    }

    /** What checking found. */
    record CheckedLog(boolean isIntact, long lines, int files, List<String> findings) {
        public CheckedLog {
            findings = List.copyOf(findings);
        }
    }
}
