package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

import io.nexusmcp.core.policy.Permission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Roles and what they permit: the keys of {@code auth.rbac}.
 *
 * @param enabled when off, only permissions of the credential itself count
 */
public record RolesConfig(boolean enabled, List<Role> roles) {
    private static final List<Role> STOCK = List.of(
            role("admin", "*:*"),
            role("operator", "read:*", "write:servers", "write:agents"),
            role("user", "read:*", "execute:agents"),
            role("observer", "read:*"));

    public RolesConfig {
        roles = List.copyOf(roles);
    }

    /** A name with its permissions. */
    public record Role(String name, List<Permission> permissions) {
        public Role {
            permissions = List.copyOf(permissions);
        }
    }

    static RolesConfig read(Section section) {
        boolean enabled = section.value(
                live("enabled", "Uses roles; when off, only permissions of the key itself count."), Values.bool(), true);
        var roles = section.items(
                live("roles", "The roles there are; a list in the file replaces the four stock roles."),
                RolesConfig::role,
                STOCK,
                show(STOCK));
        var names = new HashSet<String>();
        for (var role : roles) {
            if (!names.add(role.name())) {
                section.problem("roles", "has two roles named " + Shown.quoted(role.name()), "merge them");
            }
        }
        return new RolesConfig(enabled, roles);
    }

    private static Optional<Role> role(Section section) {
        var name = section.required(live("name", "Name of the role."), Values.name());
        var permissions = section.list(
                live("permissions", "What it permits; `*` stands for any action or any part of a resource."),
                Values.permission(),
                List.of());
        return name.map(given -> new Role(given, permissions));
    }

    private static Role role(String name, String... permissions) {
        var parsed = new ArrayList<Permission>();
        for (var permission : permissions) {
            parsed.add(Permission.parse(permission).orElseThrow());
        }
        return new Role(name, parsed);
    }

    private static String show(List<Role> roles) {
        return String.join(
                ", ",
                roles.stream()
                        .map(role -> role.name() + " "
                                + Shown.list(role.permissions().stream()
                                        .map(Permission::toString)
                                        .toList()))
                        .toList());
    }
}
