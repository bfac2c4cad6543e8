package io.nexusmcp.core.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.protocol.Headers;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final InetAddress ELSEWHERE = InetAddress.ofLiteral("192.0.2.7");

    private final Map<String, ApiKey> stored = new LinkedHashMap<>();
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private final ApiKeys keys = new ApiKeys(new MapStore(), () -> now, new SecureRandom());

    private final class MapStore implements KeyStore {
        @Override
        public List<ApiKey> all() {
            return List.copyOf(stored.values());
        }

        @Override
        public void save(ApiKey key) {
            stored.put(key.id(), key);
        }

        @Override
        public void saveAll(List<ApiKey> all) {
            all.forEach(this::save);
        }

        @Override
        public void used(String id, Instant when) {
            // not looked at here
        }
    }

    private static KeyAdministration.NewKey wanted(ApiKey.Kind kind, String... networks) {
        return new KeyAdministration.NewKey(
                kind,
                "ana",
                Set.of("user"),
                Set.of("execute:tools"),
                List.of(networks),
                Optional.of(Duration.ofDays(1)));
    }

    private Identity identity() {
        return new Identity(keys, new Identity.Settings(true, true, "X-API-Key", true, "X-Agent-Key"));
    }

    private static Headers headers(String... pairs) {
        return name -> {
            var values = new ArrayList<String>();
            for (int at = 0; at < pairs.length; at += 2) {
                if (pairs[at].equalsIgnoreCase(name)) {
                    values.add(pairs[at + 1]);
                }
            }
            return values;
        };
    }

    private void assertRefused(Class<? extends Refusal> kind, InetAddress peer, String... pairs) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> identity().authenticate(headers(pairs), peer))
                .satisfies(refused -> assertThat(refused.refusal()).isInstanceOf(kind));
    }

    @Test
    void authenticate_eachHeader_givesTheCaller() {
        var created = keys.create(wanted(ApiKey.Kind.USER));
        var key = created.secret().reveal();
        assertThat(key).matches("nxk_[0-9A-Za-z]{10}_[0-9A-Za-z]{43}").hasSizeBetween(32, 64);
        for (var pairs : List.of(
                new String[] {"authorization", "Bearer " + key},
                new String[] {"Authorization", "bearer " + key},
                new String[] {"X-API-Key", key})) {
            assertThat(identity().authenticate(headers(pairs), ELSEWHERE))
                    .isEqualTo(new Caller(
                            "key:" + created.key().id(),
                            Caller.Kind.USER,
                            "ana",
                            Set.of("user"),
                            Set.of("execute:tools"),
                            "default",
                            new Bounds(
                                    Optional.of(created.key().id()),
                                    List.of(),
                                    Optional.of(now.plus(Duration.ofDays(1))))));
        }
    }

    @Test
    void create_storesNothingThatOpens() {
        var key = keys.create(wanted(ApiKey.Kind.USER)).secret().reveal();
        assertThat(stored.values().toString()).doesNotContain(key).doesNotContain(key.substring(15));
    }

    @Test
    void authenticate_twoCredentials_isRefusedWhateverTheyAre() {
        var user = keys.create(wanted(ApiKey.Kind.USER)).secret().reveal();
        var agent = keys.create(wanted(ApiKey.Kind.AGENT)).secret().reveal();
        var twice = Refusal.AmbiguousCredentials.class;
        assertRefused(twice, LOOPBACK, "X-API-Key", user, "X-API-Key", user);
        assertRefused(twice, LOOPBACK, "X-API-Key", user, "Authorization", "Bearer " + user);
        assertRefused(twice, LOOPBACK, "Authorization", "Bearer " + user, "X-Agent-Key", agent);
    }

    @Test
    void authenticate_keyOfTheOtherKind_isRefused() {
        var user = keys.create(wanted(ApiKey.Kind.USER)).secret().reveal();
        var agent = keys.create(wanted(ApiKey.Kind.AGENT)).secret().reveal();
        assertRefused(Refusal.Unauthenticated.class, LOOPBACK, "X-Agent-Key", user);
        assertRefused(Refusal.Unauthenticated.class, LOOPBACK, "X-API-Key", agent);
        assertThat(identity()
                        .authenticate(headers("x-agent-key", agent), LOOPBACK)
                        .isAgent())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "nxk_0123456789_",
                "Basic dTpw",
                "nxk_0123456789_0123456789012345678901234567890123456789012"
            })
    void authenticate_anythingThatIsNotAKey_isRefused(String text) {
        assertRefused(Refusal.Unauthenticated.class, LOOPBACK, "Authorization", "Bearer " + text);
        assertRefused(Refusal.Unauthenticated.class, LOOPBACK, "Authorization", text);
    }

    @Test
    void authenticate_withoutCredential_isRefusedUnlessSwitchedOff() {
        assertRefused(Refusal.Unauthenticated.class, LOOPBACK);
        var open = new Identity(keys, new Identity.Settings(false, true, "X-API-Key", true, "X-Agent-Key"));
        assertThat(open.authenticate(Headers.NONE, LOOPBACK).kind()).isEqualTo(Caller.Kind.ANONYMOUS);
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> open.authenticate(headers("X-API-Key", "wrong"), LOOPBACK));
    }

    @Test
    void authenticate_switchedOffKind_isRefused() {
        var user = keys.create(wanted(ApiKey.Kind.USER)).secret().reveal();
        var agent = keys.create(wanted(ApiKey.Kind.AGENT)).secret().reveal();
        var none = new Identity(keys, new Identity.Settings(true, false, "X-API-Key", false, "X-Agent-Key"));
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> none.authenticate(headers("X-API-Key", user), LOOPBACK));
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> none.authenticate(headers("X-Agent-Key", agent), LOOPBACK));
    }

    @Test
    void expiry_equalCountsAsExpired() {
        var key = keys.create(wanted(ApiKey.Kind.USER)).secret().reveal();
        now = now.plus(Duration.ofDays(1)).minusNanos(1);
        assertThat(identity().authenticate(headers("X-API-Key", key), LOOPBACK).name())
                .isEqualTo("ana");
        now = now.plusNanos(1);
        assertRefused(Refusal.Unauthenticated.class, LOOPBACK, "X-API-Key", key);
    }

    @Test
    void revoke_holdsAtOnceAndAfterARestart() {
        var created = keys.create(wanted(ApiKey.Kind.USER));
        keys.revoke(created.key().id());
        assertRefused(
                Refusal.Unauthenticated.class,
                LOOPBACK,
                "X-API-Key",
                created.secret().reveal());
        var restarted = new ApiKeys(new MapStore(), () -> now, new SecureRandom());
        assertThat(restarted.verify(created.secret().reveal(), false, LOOPBACK))
                .isEqualTo(new Authentication.Rejected("revoked key"));
    }

    @Test
    void rotate_bothKeysWorkDuringTheOverlapAsTheSameCaller() {
        var old = keys.create(wanted(ApiKey.Kind.USER));
        var fresh = keys.rotate(old.key().id(), Duration.ofHours(1), Optional.empty());
        var again = keys.rotate(fresh.key().id(), Duration.ofHours(1), Optional.empty());
        var callers = List.of(old, fresh, again).stream()
                .map(created -> identity()
                        .authenticate(headers("X-API-Key", created.secret().reveal()), LOOPBACK)
                        .id())
                .distinct();
        assertThat(callers).hasSize(1);
        now = now.plus(Duration.ofHours(1));
        assertRefused(
                Refusal.Unauthenticated.class,
                LOOPBACK,
                "X-API-Key",
                old.secret().reveal());
        assertThat(identity()
                        .authenticate(headers("X-API-Key", again.secret().reveal()), LOOPBACK)
                        .name())
                .isEqualTo("ana");
        assertThatExceptionOfType(KeyProblem.class)
                .isThrownBy(() -> keys.rotate(old.key().id(), Duration.ZERO, Optional.empty()))
                .withMessageContaining("no live key");
    }

    @Test
    void networks_outsideThem_isRefused() {
        var key = keys.create(wanted(ApiKey.Kind.USER, "10.0.0.0/8", "2001:db8::/32"))
                .secret()
                .reveal();
        assertRefused(Refusal.Unauthenticated.class, ELSEWHERE, "X-API-Key", key);
        for (var inside : List.of("10.255.1.1", "2001:db8:1::5", "::ffff:10.1.2.3")) {
            assertThat(identity()
                            .authenticate(headers("X-API-Key", key), InetAddress.ofLiteral(inside))
                            .name())
                    .isEqualTo("ana");
        }
        assertThatExceptionOfType(KeyProblem.class)
                .isThrownBy(() -> keys.create(wanted(ApiKey.Kind.USER, "example.org")));
    }

    @Test
    void bootstrapAdministrator_worksFromLoopbackOnlyAndIsNoCredentialSource() {
        var key = keys.create(wanted(ApiKey.Kind.BOOTSTRAP_ADMIN)).secret().reveal();
        assertRefused(Refusal.Unauthenticated.class, ELSEWHERE, "Authorization", "Bearer " + key);
        assertThat(identity()
                        .authenticate(headers("Authorization", "Bearer " + key), LOOPBACK)
                        .name())
                .isEqualTo("ana");
        assertThat(keys.hasCredentials()).isFalse();
        keys.create(wanted(ApiKey.Kind.AGENT));
        assertThat(keys.hasCredentials()).isTrue();
    }

    @Test
    void rotate_forOneWhoHasAnEnd_givesNoKeyThatLastsLonger() {
        var one = keys.create(wanted(ApiKey.Kind.USER)).key();
        var other = keys.create(wanted(ApiKey.Kind.USER)).key();
        now = now.plus(Duration.ofHours(20));
        var end = one.expires();

        assertThat(keys.rotate(one.id(), Duration.ofHours(1), end).key().expires())
                .isEqualTo(end);
        assertThat(keys.rotate(other.id(), Duration.ofHours(1), Optional.empty())
                        .key()
                        .expires())
                .contains(now.plus(Duration.ofDays(1)));
    }

    @Test
    void rotate_aKeyThatHasASuccessor_isRefusedWithTheSuccessorsId() {
        var old = keys.create(wanted(ApiKey.Kind.USER)).key();
        var successor =
                keys.rotate(old.id(), Duration.ofHours(1), Optional.empty()).key();

        assertThatExceptionOfType(KeyProblem.class)
                .isThrownBy(() -> keys.rotate(old.id(), Duration.ofHours(1), Optional.empty()))
                .withMessageContaining(successor.id());
        assertThat(keys.list()).hasSize(2);
    }

    @Test
    void revoke_lastAdministrator_isRefusedAndTheKeyGoesOn() {
        var first = administrator();
        var second = administrator();
        keys.revoke(first.key().id());

        assertThatExceptionOfType(KeyProblem.class)
                .isThrownBy(() -> keys.revoke(second.key().id()))
                .withMessageContaining("last administrator");
        assertThat(keys.verify(second.secret().reveal(), false, LOOPBACK)).isInstanceOf(Authentication.Accepted.class);
    }

    /** A key in its overlap is on its way out and keeps nobody in. */
    @Test
    void revoke_successorOfTheLastAdministratorDuringTheOverlap_isRefused() {
        var successor = keys.rotate(administrator().key().id(), Duration.ofHours(1), Optional.empty());

        assertThatExceptionOfType(KeyProblem.class)
                .isThrownBy(() -> keys.revoke(successor.key().id()));
    }

    @Test
    void revoke_manyAdministratorsAtOnce_leavesOne() throws InterruptedException {
        var ids = Stream.generate(this::administrator)
                .limit(8)
                .map(created -> created.key().id())
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.invokeAll(ids.stream()
                    .map(id -> Executors.callable(() -> keys.revoke(id)))
                    .toList());
        }

        assertThat(keys.list().stream().filter(key -> key.isLive(now))).hasSize(1);
    }

    private KeyAdministration.Created administrator() {
        return keys.create(new KeyAdministration.NewKey(
                ApiKey.Kind.USER, "root", Set.of("admin"), Set.of(), List.of(), Optional.empty()));
    }
}
