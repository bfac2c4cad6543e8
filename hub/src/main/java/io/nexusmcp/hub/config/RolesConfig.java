package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

import io.nexusmcp.core.policy.Permission;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

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
                live("enabled", "Uses roles; when off, only permissions of the key itself count."), Values.BOOL, true);
        var written = section.items(
                live("roles", "The roles there are; a list in the file replaces the four stock roles."), show(STOCK));
        var roles = written.isEmpty() ? STOCK : roles(written.get());
        var names = new HashSet<String>();
        for (var role : roles) {
            if (!names.add(role.name())) {
                section.problem("roles", "has two roles named " + Shown.quoted(role.name()), "merge them");
            }
        }
        return new RolesConfig(enabled, roles);
    }

    private static List<Role> roles(List<Section> sections) {
        var roles = new ArrayList<Role>();
        for (var section : sections) {
            var name = section.required(live("name", "Name of the role."), Values.NAME);
            var permissions = section.list(
                    live("permissions", "What it permits; `*` stands for any action or any part of a resource."),
                    Values.PERMISSION,
                    List.of());
            if (name.isPresent()) {
                roles.add(new Role(name.get(), permissions));
            }
        }
        return roles;
    }

    private static Role role(String name, String... permissions) {
        var parsed = new ArrayList<Permission>();
        for (var permission : permissions) {
            parsed.add(Permission.parse(permission).orElseThrow());
        }
        return new Role(name, parsed);
    }

    private static String show(List<Role> roles) {
        var text = new StringBuilder();
        for (var role : roles) {
            var permissions = new ArrayList<String>();
            for (var permission : role.permissions()) {
                permissions.add(permission.toString());
            }
            text.append(text.isEmpty() ? "" : ", ")
                    .append(role.name())
                    .append(' ')
                    .append(Shown.list(permissions));
        }
        return text.toString();
    }
}
