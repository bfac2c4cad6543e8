package io.nexusmcp.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.cli.CliProblem;
import io.nexusmcp.cli.Offline.WantedKey;
import io.nexusmcp.core.audit.AuditTrail;
import io.nexusmcp.store.DataDirectory;
import io.nexusmcp.store.audit.AuditFiles;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OfflineDirectoryTest {
    private static final WantedKey ADMIN =
            new WantedKey("lost", false, Set.of("admin"), Set.of(), List.of(), Optional.empty());

    private final OfflineDirectory offline = new OfflineDirectory();

    @TempDir
    private Path parent;

    /** Whoever has the directory can make an administrator, but not in secret. */
    @Test
    void createKey_isRecordedAndTheLogStaysIntact() {
        var data = parent.resolve("data");
        var made = offline.createKey(data, ADMIN);

        assertThat(events(data))
                .singleElement()
                .asString()
                .contains("\"operation\":\"keys/create\"", "\"reason\":\"offline\"", "user lost, roles [admin]")
                .doesNotContain(made.secret());
        assertThat(offline.verifyAudit(data).isIntact()).isTrue();
    }

    @Test
    void createKey_whileAHubHoldsTheDirectory_isRefused() {
        var data = parent.resolve("data");
        try (var _ = DataDirectory.open(data, Instant.now())) {
            assertThatExceptionOfType(CliProblem.class)
                    .isThrownBy(() -> offline.createKey(data, ADMIN))
                    .withMessageContaining("in use");
        }
    }

    private static List<String> events(Path data) {
        var none = Optional.<String>empty();
        return new AuditFiles(DataDirectory.auditIn(data))
                .search(new AuditTrail.Query(Optional.empty(), Optional.empty(), none, none, none, none, none, 10));
    }
}
