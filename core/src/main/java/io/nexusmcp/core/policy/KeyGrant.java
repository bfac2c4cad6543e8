package io.nexusmcp.core.policy;

import java.util.Set;

/**
 * What a key gives to whoever has it.
 *
 * @param name that {@code allowedTools} goes by, if it is an agent's
 */
public record KeyGrant(boolean isAgent, String name, Set<String> roles, Set<String> permissions) {
    public KeyGrant {
        roles = Set.copyOf(roles);
        permissions = Set.copyOf(permissions);
    }
}
