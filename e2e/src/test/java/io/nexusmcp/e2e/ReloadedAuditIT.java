package io.nexusmcp.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.MisbehavingServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the audit log is kept and copied changes under a running hub; the chain stays whole. */
class ReloadedAuditIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final MisbehavingServer server = MisbehavingServer.start(Era.MODERN);

    @AfterEach
    void stop() {
        server.close();
    }

    private Trial start(Path folder) {
        var trial = Trial.start(new HubSetup().http("work", server.uri()), folder);
        trial.hub().awaitServer("work");
        return trial;
    }

    private static void call(Trial trial, int times) {
        var peer = trial.peer("work");
        for (int at = 0; at < times; at++) {
            assertThat(peer.call("work", "{}").message()).contains("done");
        }
    }

    private static void assertIntact(HubProcess hub) {
        var verify = HubProcess.command("audit", "verify", "--data", hub.data().toString());
        var run = Program.run(verify, Map.of(), hub.data(), PATIENCE);
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
    }

    private static long copied(HubProcess hub, String file) {
        return AuditSettingsIT.copy(hub, file).stream()
                .filter(line -> AuditSettingsIT.isOf(line, "tools/call"))
                .count();
    }

    @Test
    void retention_comesIntoForce(@TempDir Path folder) throws IOException {
        int older = AuditSettingsIT.logOfThreeDaysAgo(folder.resolve("data"));
        try (var trial = start(folder)) {
            call(trial, 10);
            assertThat(AuditSettingsIT.segments(trial.hub())).hasSizeGreaterThanOrEqualTo(older);
            trial.with("{\"audit\":{\"retention\":\"1d\"}}");
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(AuditSettingsIT.segments(trial.hub())).hasSizeLessThan(older));
            assertIntact(trial.hub());
        }
    }

    @Test
    void segmentBytes_comeIntoForce(@TempDir Path folder) {
        try (var trial = start(folder)) {
            call(trial, 200);
            assertThat(AuditSettingsIT.segments(trial.hub())).hasSize(1);
            trial.with("{\"audit\":{\"segmentBytes\":\"64KB\"}}");
            call(trial, 10);
            assertThat(AuditSettingsIT.segments(trial.hub())).hasSizeGreaterThan(1);
            assertIntact(trial.hub());
        }
    }

    @Test
    void fsync_comesIntoForce(@TempDir Path folder) {
        try (var trial = start(folder)) {
            assertThat(AuditSettingsIT.forcedDuring(trial.hub(), 50)).isLessThan(50);
            trial.with("{\"audit\":{\"fsync\":true}}");
            assertThat(AuditSettingsIT.forcedDuring(trial.hub(), 50)).isGreaterThanOrEqualTo(50);
        }
    }

    @Test
    void auditCopy_beginsMovesNarrowsAndEnds(@TempDir Path folder) {
        var members = "{\"logging\":{\"audit\":{\"enabled\":true%s}}}";
        try (var trial = start(folder)) {
            var hub = trial.hub();
            call(trial, 1);
            assertThat(hub.data().resolve("logs")).doesNotExist();
            trial.with(members.formatted(""));
            call(trial, 1);
            assertThat(copied(hub, "logs/audit.log")).isEqualTo(1);
            trial.with(members.formatted(",\"file\":\"copies/b.log\""));
            call(trial, 1);
            assertThat(copied(hub, "logs/audit.log")).isEqualTo(1);
            assertThat(copied(hub, "copies/b.log")).isEqualTo(1);
            trial.with(members.formatted(",\"file\":\"copies/b.log\",\"events\":[\"auth\"]"));
            call(trial, 1);
            assertThat(copied(hub, "copies/b.log")).isEqualTo(1);
            trial.with(members.formatted(",\"file\":\"copies/b.log\",\"level\":\"error\""));
            call(trial, 1);
            assertThat(copied(hub, "copies/b.log")).isEqualTo(1);
            trial.without();
            call(trial, 1);
            assertThat(copied(hub, "logs/audit.log")).isEqualTo(1);
            assertThat(copied(hub, "copies/b.log")).isEqualTo(1);
        }
    }

    @Test
    void auditCopy_thatCannotBeOpened_leavesEverythingAsItWas(@TempDir Path folder) throws IOException {
        try (var trial = start(folder)) {
            var hub = trial.hub();
            Files.createFile(hub.data().resolve("taken"));
            hub.configure(new HubSetup()
                    .http("work", server.uri())
                    .with("{\"limits\":{\"maxBodyBytes\":1024},"
                            + "\"logging\":{\"audit\":{\"enabled\":true,\"file\":\"taken/audit.log\"}}}"));
            await().atMost(PATIENCE)
                    .until(() -> new Trail(hub.data())
                            .lines().stream()
                                    .anyMatch(line -> AuditSettingsIT.isOf(line, "reload")
                                            && line.path("outcome").asString("").equals("failed")));
            var large = "{\"a\":\"" + "x".repeat(2_000) + "\"}";
            assertThat(trial.peer("work").call("work", large).message()).contains("done");
            trial.without();
            trial.with("{\"limits\":{\"maxBodyBytes\":1024}}");
            assertThat(trial.peer("work").call("work", large).status()).isEqualTo(413);
        }
    }
}
