package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Mount;
import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.core.session.KeyRing;
import io.nexusmcp.core.session.Sessions;
import io.nexusmcp.protocol.ClientAbilities;
import io.nexusmcp.protocol.Revision;
import io.nexusmcp.store.sqlite.SqliteStore;
import io.nexusmcp.testkit.Proves;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the keys of {@code sessions} do to a session that outlives the hub that made it. */
class SessionSettingsIT {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    static byte[] key() {
        var bytes = new byte[KeyRing.KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    static String named(String name, byte[] key) {
        return "{\"name\":\"" + name + "\",\"key\":\"" + Base64.getEncoder().encodeToString(key) + "\"}";
    }

    private static HubProcess hub(Path folder, String... keys) {
        var setup = new HubSetup();
        return HubProcess.start(
                keys.length == 0
                        ? setup
                        : setup.with("{\"sessions\":{\"sealingKeys\":[" + String.join(",", keys) + "]}}"),
                folder);
    }

    /** What the next hub on the same data makes of a session. */
    static int use(HubProcess hub, String session) {
        var headers = List.of(
                "Authorization", "Bearer " + hub.adminKey(), Wire.PROTOCOL, "2025-11-25", Wire.SESSION, session);
        var body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}";
        return Wire.post(hub.mcp(""), body, headers).status();
    }

    static String session(HubProcess hub) {
        var headers = Peer.legacy(hub.mcp(""), hub.adminKey()).headers("", "");
        return headers.get(headers.indexOf(Wire.SESSION) + 1);
    }

    @Test
    @Proves({"sessions.sealingKeys[].name", "sessions.sealingKeys[].key"})
    void sealingKeys_openWhatTheySealed_andTheFirstSeals(@TempDir Path folder) {
        var older = key();
        var newer = key();
        String own;
        String session;
        try (var without = hub(folder)) {
            own = session(without);
            assertThat(use(without, own)).isEqualTo(OK);
        }
        try (var first = hub(folder, named("a", older))) {
            assertThat(use(first, own)).isEqualTo(NOT_FOUND);
            session = session(first);
        }
        String later;
        try (var rotated = hub(folder, named("b", newer), named("a", older))) {
            assertThat(use(rotated, session)).isEqualTo(OK);
            later = session(rotated);
        }
        try (var onlyNewer = hub(folder, named("b", newer))) {
            assertThat(use(onlyNewer, session)).isEqualTo(NOT_FOUND);
            assertThat(use(onlyNewer, later)).isEqualTo(OK);
        }
        try (var renamed = hub(folder, named("c", newer))) {
            assertThat(use(renamed, later)).isEqualTo(NOT_FOUND);
        }
        try (var without = hub(folder)) {
            assertThat(use(without, own)).isEqualTo(OK);
            assertThat(use(without, later)).isEqualTo(NOT_FOUND);
        }
    }

    @Test
    @Proves("sessions.lifetime")
    void lifetime_endsSessionsThatAreOlder(@TempDir Path folder) {
        var key = key();
        String old;
        try (var without = hub(folder, named("a", key))) {
            old = sealedTwoHoursAgo(without, key);
            assertThat(use(without, old)).isEqualTo(OK);
        }
        var hour =
                new HubSetup().with("{\"sessions\":{\"lifetime\":\"1h\",\"sealingKeys\":[" + named("a", key) + "]}}");
        try (var hub = HubProcess.start(hour, folder)) {
            assertThat(use(hub, old)).isEqualTo(NOT_FOUND);
            assertThat(use(hub, session(hub))).isEqualTo(OK);
        }
        var threeHours = hour.with("{\"sessions\":{\"lifetime\":\"3h\"}}");
        try (var hub = HubProcess.start(threeHours, folder)) {
            assertThat(use(hub, old)).isEqualTo(OK);
        }
    }

    /** As another hub with the same keys would have sealed it. */
    static String sealedTwoHoursAgo(HubProcess hub, byte[] key) {
        var keys = new LinkedHashMap<String, byte[]>();
        keys.put("a", key);
        InstantSource clock = () -> Instant.now().minus(Duration.ofHours(2));
        var id = new Operator(hub).keys().getFirst().path("id").stringValue();
        var caller = new Caller(
                "key:" + id, Caller.Kind.USER, "administrator", Set.of(), Set.of(), Caller.DEFAULT_WORKSPACE);
        try (var store = SqliteStore.open(hub.data().resolveSibling("other.db"), clock)) {
            return new Sessions(new KeyRing(keys, new SecureRandom()), store.revocations(), clock, Duration.ofDays(1))
                    .begin(caller, Revision.V2025_11_25, Mount.FEDERATED, ClientAbilities.NONE)
                    .id();
        }
    }
}
