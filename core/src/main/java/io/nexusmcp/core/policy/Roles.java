package io.nexusmcp.core.policy;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each role permits, by name.
 *
 * @param enabled when off, roles grant nothing and only permissions of the credential itself count
 */
public record Roles(boolean enabled, Map<String, List<Permission>> permissions) {
    public Roles {
        permissions = Map.copyOf(permissions);
    }

    /** What a role would permit, whether roles are switched on or not; empty for one that nobody defined. */
    Optional<List<Permission>> defined(String role) {
        return Optional.ofNullable(permissions.get(role));
    }

    List<Permission> of(String role) {
        return enabled ? permissions.getOrDefault(role, List.of()) : List.of();
    }
}
