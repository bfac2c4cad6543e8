package io.nexusmcp.core.identity;

import io.nexusmcp.core.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What administrators do with keys. Every method throws {@link KeyProblem} with advice when it cannot be done. */
public interface KeyAdministration {
    Created create(NewKey wanted);

    List<ApiKey> list();

    /**
     * Makes a successor with the same rights; the old key ends after the overlap.
     *
     * @param latestEnd of the successor, where who asks has an end
     */
    Created rotate(String id, Duration overlap, Optional<Instant> latestEnd);

    /** The key stops working with the next request. The last administrator's stays. */
    void revoke(String id);

    /** A new key and the only chance to see it. */
    record Created(ApiKey key, Secret secret) {}

    /**
     * A key to be made.
     *
     * @param name for people, 1 to 64 characters; for agents the name that {@code allowedTools} uses
     * @param lifetime absent for a key without an end
     */
    record NewKey(
            ApiKey.Kind kind,
            String name,
            Set<String> roles,
            Set<String> permissions,
            List<String> networks,
            Optional<Duration> lifetime) {
        private static final int MAX_NAME_LENGTH = 64;
        private static final int MAX_GRANTS = 200;

        void check() {
            if (name.isBlank()
                    || name.length() > MAX_NAME_LENGTH
                    || name.chars().anyMatch(Character::isISOControl)) {
                throw new KeyProblem("a key's name has 1 to 64 printable characters");
            }
            if (roles.size() + permissions.size() > MAX_GRANTS) {
                throw new KeyProblem("a key has at most " + MAX_GRANTS + " roles and permissions");
            }
            if (networks.stream().anyMatch(network -> Network.parse(network).isEmpty())) {
                throw new KeyProblem("a network is an address or a CIDR block such as 10.0.0.0/8, not a name");
            }
            if (lifetime.filter(time -> time.isNegative() || time.isZero()).isPresent()) {
                throw new KeyProblem("a key's lifetime must be positive");
            }
        }
    }
}
