package io.nexusmcp.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.core.Mount;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.session.RequestStates.Binding;
import io.nexusmcp.core.session.RequestStates.State;
import io.nexusmcp.protocol.ErrorCode;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestStatesTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Binding MINE = new Binding("ana", Mount.FEDERATED, new ServerName("git"), "d1");
    private static final State PARKED = new State.Parked(UUID.randomUUID(), UUID.randomUUID(), 3);

    private final KeyRing keys =
            new KeyRing(new LinkedHashMap<>(Map.of("a", new byte[KeyRing.KEY_BYTES])), new SecureRandom());
    private Instant now = NOW;
    private final RequestStates states = new RequestStates(keys, () -> now);

    private String sealed(State state) {
        return states.seal(state, MINE, NOW.plusSeconds(60));
    }

    private void assertForeign(String text, Binding binding) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> states.open(text, binding))
                .satisfies(refused -> assertThat(refused.refusal())
                        .isInstanceOfSatisfying(
                                Refusal.Malformed.class,
                                malformed ->
                                        assertThat(malformed.error().code()).isEqualTo(ErrorCode.INVALID_PARAMS)));
    }

    @Test
    void open_ofTheSameRequest_givesWhatWasSealed() {
        assertThat(states.open(sealed(PARKED), MINE)).contains(PARKED);
        var relayed = new State.Relayed("own ✓ " + "x".repeat(60_000));
        assertThat(states.open(sealed(relayed), MINE)).contains(relayed);
    }

    @Test
    void open_ofAnyOtherRequest_isForeign() {
        var state = sealed(PARKED);
        var git = new ServerName("git");
        assertForeign(state, new Binding("ben", Mount.FEDERATED, git, "d1"));
        assertForeign(state, new Binding("ana", Mount.of(git), git, "d1"));
        assertForeign(state, new Binding("ana", Mount.FEDERATED, new ServerName("gut"), "d1"));
        assertForeign(state, new Binding("ana", Mount.FEDERATED, git, "d2"));
    }

    @Test
    void open_anyChangedCharacter_isForeign() {
        var state = sealed(PARKED);
        for (int at = 0; at < state.length() - 1; at++) {
            assertForeign(
                    state.substring(0, at) + (state.charAt(at) == 'A' ? 'B' : 'A') + state.substring(at + 1), MINE);
        }
    }

    @Test
    void open_ofAnotherPurpose_isForeign() {
        assertForeign(keys.seal(KeyRing.Purpose.CURSOR, new byte[80]), MINE);
        assertForeign("", MINE);
    }

    @Test
    void open_whenItsTimeIsOver_isEmpty() {
        var state = sealed(PARKED);
        now = NOW.plusSeconds(59);
        assertThat(states.open(state, MINE)).isPresent();
        now = NOW.plusSeconds(60);
        assertThat(states.open(state, MINE)).isEmpty();
    }

    @Test
    void seal_ofAStateThatIsTooLarge_isRefused() {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> sealed(new State.Relayed("x".repeat(65_537))))
                .satisfies(refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.Unanswered.class));
    }
}
