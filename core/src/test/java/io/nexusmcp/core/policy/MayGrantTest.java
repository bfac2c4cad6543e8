package io.nexusmcp.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.identity.Caller;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MayGrantTest {
    private static final Roles ROLES = new Roles(
            true,
            Map.of("admin", permissions("*:*"), "keeper", permissions("write:keys", "read:keys"), "none", List.of()));
    private static final Caller ADMIN = caller(Set.of("admin"), Set.of());
    private static final Caller KEEPER = caller(Set.of("keeper"), Set.of("execute:tools/demo"));

    private final Policy policy = new Policy(ROLES, Restrictions.NONE, false);

    @Test
    void mayGrant_whatTheCallerHolds_isAllowed() {
        assertThat(policy.mayGrant(KEEPER, Set.of("keeper", "none"), Set.of("execute:tools/demo/echo")))
                .isTrue();
        assertThat(policy.mayGrant(ADMIN, Set.of("admin"), Set.of("*:*", "execute:tools/x/y")))
                .isTrue();
    }

    @Test
    void mayGrant_moreThanTheCallerHolds_isRefused() {
        assertThat(policy.mayGrant(KEEPER, Set.of("admin"), Set.of())).isFalse();
        assertThat(policy.mayGrant(KEEPER, Set.of(), Set.of("execute:tools"))).isFalse();
        assertThat(policy.mayGrant(KEEPER, Set.of(), Set.of("*:keys"))).isFalse();
    }

    private static Caller caller(Set<String> roles, Set<String> permissions) {
        return new Caller("key:x", Caller.Kind.USER, "x", roles, permissions, Caller.DEFAULT_WORKSPACE);
    }

    private static List<Permission> permissions(String... texts) {
        return Stream.of(texts).map(Permission::parse).flatMap(Optional::stream).toList();
    }
}
