package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How sessions are sealed and how long they live changes under a running hub. */
class ReloadedSessionsIT {
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private static String keys(String... named) {
        return "{\"sessions\":{\"sealingKeys\":[" + String.join(",", named) + "]}}";
    }

    @Test
    void sealingKeys_canBeRotatedWithoutARestart(@TempDir Path folder) {
        var older = SessionSettingsIT.named("a", SessionSettingsIT.key());
        var newer = SessionSettingsIT.named("b", SessionSettingsIT.key());
        try (var trial = Trial.start(new HubSetup(), folder)) {
            var hub = trial.hub();
            var own = SessionSettingsIT.session(hub);
            trial.with(keys(older));
            assertThat(SessionSettingsIT.use(hub, own)).isEqualTo(NOT_FOUND);
            var sealedByOlder = SessionSettingsIT.session(hub);
            trial.with(keys(newer, older));
            assertThat(SessionSettingsIT.use(hub, sealedByOlder)).isEqualTo(OK);
            var sealedByNewer = SessionSettingsIT.session(hub);
            trial.with(keys(newer));
            assertThat(SessionSettingsIT.use(hub, sealedByOlder)).isEqualTo(NOT_FOUND);
            assertThat(SessionSettingsIT.use(hub, sealedByNewer)).isEqualTo(OK);
            trial.without();
            assertThat(SessionSettingsIT.use(hub, sealedByNewer)).isEqualTo(NOT_FOUND);
            assertThat(SessionSettingsIT.use(hub, own)).isEqualTo(OK);
        }
    }

    @Test
    void lifetime_endsOlderSessions_andGivesBackNoneThatWasEnded(@TempDir Path folder) {
        var key = SessionSettingsIT.key();
        var plain = new HubSetup().with(keys(SessionSettingsIT.named("a", key)));
        try (var trial = Trial.start(plain, folder)) {
            var hub = trial.hub();
            var old = SessionSettingsIT.sealedTwoHoursAgo(hub, key);
            var ended = SessionSettingsIT.sealedTwoHoursAgo(hub, key);
            assertThat(SessionSettingsIT.use(hub, old)).isEqualTo(OK);
            trial.with("{\"sessions\":{\"lifetime\":\"3h\"}}");
            assertThat(end(hub, ended)).isEqualTo(204);
            trial.with("{\"sessions\":{\"lifetime\":\"1h\"}}");
            assertThat(SessionSettingsIT.use(hub, old)).isEqualTo(NOT_FOUND);
            assertThat(SessionSettingsIT.use(hub, SessionSettingsIT.session(hub)))
                    .isEqualTo(OK);
            trial.with("{\"sessions\":{\"lifetime\":\"30d\"}}");
            assertThat(SessionSettingsIT.use(hub, old)).isEqualTo(OK);
            assertThat(SessionSettingsIT.use(hub, ended)).isEqualTo(NOT_FOUND);
        }
    }

    private static int end(HubProcess hub, String session) {
        return Wire.exchange(HttpRequest.newBuilder(hub.mcp(""))
                        .header("Authorization", "Bearer " + hub.adminKey())
                        .header(Wire.PROTOCOL, "2025-11-25")
                        .header(Wire.SESSION, session)
                        .DELETE()
                        .build())
                .status();
    }
}
