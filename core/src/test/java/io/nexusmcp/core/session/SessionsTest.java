package io.nexusmcp.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.core.Mount;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.LogLevel;
import io.nexusmcp.protocol.Revision;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final Caller ANA = caller("key:ana");
    private static final Caller BEN = caller("key:ben");
    private static final Mount GITHUB = Mount.of(new ServerName("github"));
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    private final KeyRing keys = ring("a", 1);
    private final Map<String, Instant> ended = new HashMap<>();
    private Instant now = Instant.parse("2026-11-21T10:00:00Z");

    private static Caller caller(String id) {
        return new Caller(id, Caller.Kind.USER, id, Set.of(), Set.of(), "default");
    }

    private static KeyRing ring(String name, int fill) {
        return new KeyRing(new LinkedHashMap<>(Map.of(name, key(fill))), new SecureRandom());
    }

    private static byte[] key(int fill) {
        var key = new byte[KeyRing.KEY_BYTES];
        java.util.Arrays.fill(key, (byte) fill);
        return key;
    }

    private Sessions sessions(KeyRing ring) {
        return new Sessions(
                ring,
                new Revocations() {
                    @Override
                    public Map<String, Instant> all() {
                        return ended;
                    }

                    @Override
                    public void add(String digest, Instant until) {
                        ended.put(digest, until);
                    }
                },
                () -> now,
                LIFETIME);
    }

    private static void assertUnknown(Runnable use) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(use::run)
                .satisfies(refused -> assertThat(refused.refusal()).isEqualTo(new Refusal.UnknownSession()));
    }

    @Test
    void open_byItsCallerOnAnotherHubWithTheSameKeys_givesWhatWasAgreed() {
        var begun = sessions(keys).begin(ANA, Revision.V2025_06_18, GITHUB, new ClientAbilities(5));
        assertThat(sessions(ring("a", 1)).open(begun.id(), ANA, GITHUB)).isEqualTo(begun);
        assertThat(begun.id()).matches("[\\x21-\\x7e]+");
    }

    @Test
    void open_byAnotherCallerOrElsewhere_isUnknown() {
        var id = sessions(keys)
                .begin(ANA, Revision.V2025_06_18, GITHUB, ClientAbilities.NONE)
                .id();
        assertUnknown(() -> sessions(keys).open(id, BEN, GITHUB));
        assertUnknown(() -> sessions(keys).open(id, ANA, Mount.FEDERATED));
        assertUnknown(() -> sessions(ring("a", 2)).open(id, ANA, GITHUB));
        assertUnknown(() -> sessions(ring("b", 1)).open(id, ANA, GITHUB));
    }

    @Test
    void open_anyChangedCharacter_isUnknown() {
        var sessions = sessions(keys);
        var id = sessions.begin(ANA, Revision.V2025_11_25, Mount.FEDERATED, ClientAbilities.NONE)
                .id();
        for (int at = 0; at < id.length(); at++) {
            var changed = id.substring(0, at) + (id.charAt(at) == 'A' ? 'B' : 'A') + id.substring(at + 1);
            assertUnknown(() -> sessions.open(changed, ANA, Mount.FEDERATED));
        }
    }

    @Test
    void open_atTheEndOfItsLife_isUnknown() {
        var sessions = sessions(keys);
        var id = sessions.begin(ANA, Revision.V2025_11_25, Mount.FEDERATED, ClientAbilities.NONE)
                .id();
        now = now.plus(LIFETIME).minusSeconds(1);
        assertThat(sessions.open(id, ANA, Mount.FEDERATED).revision()).isEqualTo(Revision.V2025_11_25);
        now = now.plusSeconds(1);
        assertUnknown(() -> sessions.open(id, ANA, Mount.FEDERATED));
    }

    /** Base64 has several spellings for the bytes of an id whose length is no multiple of three. */
    @Test
    void end_holdsForEverySpellingOfTheId() {
        var sessions = sessions(keys);
        for (var caller : List.of(caller("key:a"), caller("key:ab"), caller("key:abc"))) {
            var session = sessions.begin(caller, Revision.V2025_11_25, Mount.FEDERATED, ClientAbilities.NONE);
            sessions.end(session);
            var bytes = Base64.getUrlDecoder().decode(session.id());
            assertUnknown(() -> sessions.open(session.id(), caller, Mount.FEDERATED));
            assertUnknown(() -> sessions.open(Base64.getUrlEncoder().encodeToString(bytes), caller, Mount.FEDERATED));
            for (var last : ALPHABET.split("")) {
                var other = session.id().substring(0, session.id().length() - 1) + last;
                assertUnknown(() -> sessions.open(other, caller, Mount.FEDERATED));
            }
        }
    }

    @Test
    void end_holdsAfterARestart() {
        var session = sessions(keys).begin(ANA, Revision.V2025_11_25, Mount.FEDERATED, ClientAbilities.NONE);
        var other = sessions(keys).begin(ANA, Revision.V2025_11_25, Mount.FEDERATED, ClientAbilities.NONE);
        sessions(keys).end(session);
        var restarted = sessions(keys);
        assertUnknown(() -> restarted.open(session.id(), ANA, Mount.FEDERATED));
        assertThat(restarted.open(other.id(), ANA, Mount.FEDERATED)).isEqualTo(other);
    }

    @Test
    void begin_manyTimes_neverRepeatsAnId() {
        var sessions = sessions(keys);
        var ids = new HashSet<String>();
        for (int count = 0; count < 10_000; count++) {
            assertThat(ids.add(sessions.begin(ANA, Revision.V2025_11_25, Mount.FEDERATED, ClientAbilities.NONE)
                            .id()))
                    .isTrue();
        }
    }

    @Test
    void logLevel_isPerSession() {
        var sessions = sessions(keys);
        var one = sessions.begin(ANA, Revision.V2025_11_25, Mount.FEDERATED, ClientAbilities.NONE);
        var two = sessions.begin(ANA, Revision.V2025_11_25, Mount.FEDERATED, ClientAbilities.NONE);
        sessions.setLogLevel(one, LogLevel.ERROR);
        assertThat(sessions.logLevel(one)).contains(LogLevel.ERROR);
        assertThat(sessions.logLevel(two)).isEmpty();
    }

    @Test
    void cursor_opensForItsCallerAndListOnly() {
        var cursors = new Cursors(keys);
        var cursor = cursors.at(40, ANA, GITHUB, "tools");
        assertThat(cursors.open(cursor, ANA, GITHUB, "tools")).contains(40);
        assertThat(cursors.open(cursor, BEN, GITHUB, "tools")).isEmpty();
        assertThat(cursors.open(cursor, ANA, Mount.FEDERATED, "tools")).isEmpty();
        assertThat(cursors.open(cursor, ANA, GITHUB, "prompts")).isEmpty();
        assertThat(cursors.open("", ANA, GITHUB, "tools")).isEmpty();
        assertThat(cursors.open(
                        sessions(keys)
                                .begin(ANA, Revision.V2025_11_25, GITHUB, ClientAbilities.NONE)
                                .id(),
                        ANA,
                        GITHUB,
                        "tools"))
                .isEmpty();
    }

    @Test
    void keyRing_rotated_opensOldSealsAndSealsWithTheNewKey() {
        var both = new LinkedHashMap<String, byte[]>();
        both.put("new", key(9));
        both.put("a", key(1));
        var rotated = new KeyRing(both, new SecureRandom());
        var old = sessions(keys).begin(ANA, Revision.V2025_11_25, Mount.FEDERATED, ClientAbilities.NONE);
        assertThat(sessions(rotated).open(old.id(), ANA, Mount.FEDERATED)).isEqualTo(old);
        var fresh = sessions(rotated).begin(ANA, Revision.V2025_11_25, Mount.FEDERATED, ClientAbilities.NONE);
        assertUnknown(() -> sessions(keys).open(fresh.id(), ANA, Mount.FEDERATED));
    }
}
