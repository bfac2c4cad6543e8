package io.nexusmcp.core.identity;

import java.util.Set;

/**
 * The authenticated subject of a request.
 *
 * @param id stable and unique over all kinds, such as {@code key:k7Fq…}; partitions sessions, limits and children
 * @param name what the operator called it
 * @param roles names of roles from the configuration
 * @param permissions {@code action:resource} granted to this credential itself
 * @param bounds what else binds the credential that was presented
 */
public record Caller(
        String id,
        Kind kind,
        String name,
        Set<String> roles,
        Set<String> permissions,
        String workspace,
        Bounds bounds) {
    public static final String DEFAULT_WORKSPACE = "default";

    public Caller {
        roles = Set.copyOf(roles);
        permissions = Set.copyOf(permissions);
    }

    /** A caller whose credential nothing else binds. */
    public Caller(String id, Kind kind, String name, Set<String> roles, Set<String> permissions, String workspace) {
        this(id, kind, name, roles, permissions, workspace, Bounds.NONE);
    }

    /** A person's or program's key, or a key of an agent. */
    public enum Kind {
        USER,
        AGENT,
        /** Nobody, where authentication is switched off. */
        ANONYMOUS
    }

    public boolean isAgent() {
        return kind == Kind.AGENT;
    }
}
