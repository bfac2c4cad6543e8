package io.nexusmcp.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Mount;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.RequestId;
import io.nexusmcp.protocol.Revision;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventIdsTest {
    private static final EventIds.Name CALL =
            new EventIds.Name(UUID.randomUUID(), Optional.of(new RequestId("\"q-17\"")));

    private final EventIds ids = new EventIds(ring((byte) 1));
    private final Session session = session("one");

    private static KeyRing ring(byte fill) {
        var key = new byte[KeyRing.KEY_BYTES];
        Arrays.fill(key, fill);
        return new KeyRing(new LinkedHashMap<>(Map.of("a", key)), new SecureRandom());
    }

    private static Session session(String id) {
        return new Session(id, Revision.V2025_11_25, Mount.FEDERATED, ClientAbilities.NONE, Instant.EPOCH, Instant.MAX);
    }

    @Test
    void id_opensInItsSession_onEveryHubWithTheSameKeys() {
        var sealed = ids.sealed(CALL, session);
        var id = EventIds.id(sealed, 12);
        assertThat(ids.open(id, session)).contains(new EventIds.Place(CALL, sealed, 12));
        assertThat(new EventIds(ring((byte) 1)).open(id, session)).contains(new EventIds.Place(CALL, sealed, 12));
        var stream = new EventIds.Name(UUID.randomUUID(), Optional.empty());
        assertThat(ids.open(EventIds.id(ids.sealed(stream, session), 0), session))
                .map(EventIds.Place::name)
                .contains(stream);
    }

    @Test
    void id_ofAnotherSessionOrOtherKeys_doesNotOpen() {
        var id = EventIds.id(ids.sealed(CALL, session), 1);
        assertThat(ids.open(id, session("two"))).isEmpty();
        assertThat(new EventIds(ring((byte) 2)).open(id, session)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "1", "a.1", "a.", ".1", "a.-1", "a.1.1", "a.99999999999999999999", "ä.1", "a\n.1"})
    void anythingElse_doesNotOpen(String id) {
        assertThat(ids.open(id, session)).isEmpty();
    }

    @Test
    void changedId_doesNotOpen() {
        var id = EventIds.id(ids.sealed(CALL, session), 1);
        for (int at = 0; at < id.indexOf('.') - 1; at++) {
            var changed = id.substring(0, at) + (id.charAt(at) == 'A' ? 'B' : 'A') + id.substring(at + 1);
            assertThat(ids.open(changed, session)).as("changed at %d", at).isEmpty();
        }
    }
}
