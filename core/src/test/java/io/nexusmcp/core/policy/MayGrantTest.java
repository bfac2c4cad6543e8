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
        assertThat(policy.mayGrant(KEEPER, user(Set.of("keeper", "none"), Set.of("execute:tools/demo/echo"))))
                .isTrue();
        assertThat(policy.mayGrant(ADMIN, user(Set.of("admin"), Set.of("*:*", "execute:tools/x/y"))))
                .isTrue();
    }

    @Test
    void mayGrant_moreThanTheCallerHolds_isRefused() {
        assertThat(policy.mayGrant(KEEPER, user(Set.of("admin"), Set.of()))).isFalse();
        assertThat(policy.mayGrant(KEEPER, user(Set.of(), Set.of("execute:tools"))))
                .isFalse();
        assertThat(policy.mayGrant(KEEPER, user(Set.of(), Set.of("*:keys")))).isFalse();
    }

    /** Roles that are switched off give nothing now, but may be switched on again. */
    @Test
    void mayGrant_roleWhileRolesAreOff_isMeasuredByWhatItWouldGive() {
        var off = new Policy(new Roles(false, ROLES.permissions()), Restrictions.NONE, false);
        var keeper = caller(Set.of(), Set.of("write:keys", "read:keys"));

        assertThat(off.mayGrant(keeper, user(Set.of("admin"), Set.of()))).isFalse();
        assertThat(off.mayGrant(keeper, user(Set.of("keeper"), Set.of()))).isTrue();
        assertThat(off.mayGrant(ADMIN, user(Set.of("admin"), Set.of()))).isTrue();
    }

    @Test
    void mayGrant_roleThatNobodyDefined_takesEverything() {
        assertThat(policy.mayGrant(KEEPER, user(Set.of("of-tomorrow"), Set.of())))
                .isFalse();
        assertThat(policy.mayGrant(ADMIN, user(Set.of("of-tomorrow"), Set.of())))
                .isTrue();
    }

    /** Its name is what holds an agent to its tools. */
    @Test
    void mayGrant_agentToAnythingButItsOwnName_isRefused() {
        var agent = new Caller("key:a", Caller.Kind.AGENT, "a", Set.of("admin"), Set.of(), Caller.DEFAULT_WORKSPACE);
        var nothing = Set.<String>of();

        assertThat(policy.mayGrant(agent, new KeyGrant(false, "a", nothing, nothing)))
                .isFalse();
        assertThat(policy.mayGrant(agent, new KeyGrant(true, "b", nothing, nothing)))
                .isFalse();
        assertThat(policy.mayGrant(agent, new KeyGrant(true, "a", nothing, nothing)))
                .isTrue();
    }

    private static KeyGrant user(Set<String> roles, Set<String> permissions) {
        return new KeyGrant(false, "somebody", roles, permissions);
    }

    private static Caller caller(Set<String> roles, Set<String> permissions) {
        return new Caller("key:x", Caller.Kind.USER, "x", roles, permissions, Caller.DEFAULT_WORKSPACE);
    }

    private static List<Permission> permissions(String... texts) {
        return Stream.of(texts).map(Permission::parse).flatMap(Optional::stream).toList();
    }
}
