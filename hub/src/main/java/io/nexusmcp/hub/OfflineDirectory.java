package io.nexusmcp.hub;

import io.nexusmcp.adminplane.Durations;
import io.nexusmcp.cli.CliProblem;
import io.nexusmcp.cli.ExitCode;
import io.nexusmcp.cli.Offline;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.audit.Audit;
import io.nexusmcp.core.audit.AuditEvent.Outcome;
import io.nexusmcp.core.audit.AuditEvent.Verdict;
import io.nexusmcp.core.identity.ApiKey;
import io.nexusmcp.core.identity.ApiKeys;
import io.nexusmcp.core.identity.KeyAdministration;
import io.nexusmcp.core.identity.KeyProblem;
import io.nexusmcp.store.DataDirectory;
import io.nexusmcp.store.StoreException;
import io.nexusmcp.store.audit.AuditLog;
import io.nexusmcp.store.audit.AuditVerifier;
import io.nexusmcp.store.audit.CheckpointKeys;
import io.nexusmcp.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Works on a data directory without a running hub: a lost administrator's key, and checking the audit log. */
final class OfflineDirectory implements Offline {
    private static final InstantSource CLOCK = InstantSource.system();

    @Override
    public MadeKey createKey(Path dataDirectory, WantedKey wanted) {
        try (var directory = DataDirectory.open(dataDirectory, CLOCK.instant());
                var store = SqliteStore.open(directory.database(), CLOCK);
                var log = auditLog(directory, store)) {
            record(log, wanted);
            var keys = new ApiKeys(store.keys(), CLOCK, new SecureRandom());
            var created = keys.create(newKey(wanted));
            if (created.key().kind() == ApiKey.Kind.BOOTSTRAP_ADMIN) {
                directory.writeAdminKey(created.secret());
            }
            return new MadeKey(created.key().id(), created.secret().reveal());
        } catch (StoreException e) {
            throw new CliProblem(ExitCode.UNREACHABLE, e.getMessage() + "", "Stop the hub first, or ask it: --url");
        } catch (KeyProblem e) {
            throw new CliProblem(ExitCode.FAILED, e.getMessage() + "", "");
        } catch (Refused _) {
            throw new CliProblem(ExitCode.FAILED, "the audit log cannot be written", "Is the disk full?");
        }
    }

    private static AuditLog auditLog(DataDirectory directory, SqliteStore store) {
        var keys = new CheckpointKeys(directory.keys("audit"));
        return AuditLog.open(directory.audit(), keys, store.auditHeads(), AuditLog.Settings.DEFAULT, CLOCK);
    }

    /** Before the key is made: one that nobody recorded must not exist. */
    private static void record(AuditLog log, WantedKey wanted) {
        var detail = (wanted.isAgent() ? "agent " : "user ") + wanted.name() + ", roles " + wanted.roles()
                + ", permissions " + wanted.permissions();
        var verdict = new Verdict(Outcome.ALLOWED, Optional.of("offline"), Optional.of(detail));
        new Audit(log, List.of(), CLOCK, System::nanoTime).system("keys/create", verdict, "");
    }

    /** A key that has all rights because its owner has the data directory works from loopback only. */
    private static KeyAdministration.NewKey newKey(WantedKey wanted) {
        var kind = wanted.isAgent()
                ? ApiKey.Kind.AGENT
                : wanted.roles().contains("admin") ? ApiKey.Kind.BOOTSTRAP_ADMIN : ApiKey.Kind.USER;
        return new KeyAdministration.NewKey(
                kind,
                wanted.name(),
                wanted.roles(),
                wanted.permissions(),
                wanted.networks(),
                wanted.lifetime().map(OfflineDirectory::duration));
    }

    private static Duration duration(String text) {
        return Durations.parse(text)
                .orElseThrow(() -> new CliProblem(
                        ExitCode.USAGE,
                        "not a duration: the lifetime",
                        "Write a number and s, m, h or d, such as 90d"));
    }

    @Override
    public CheckedLog verifyAudit(Path dataDirectory) {
        try {
            var keys = DataDirectory.keysIn(dataDirectory, "audit");
            if (keys.isEmpty()) {
                throw new CliProblem(ExitCode.FAILED, dataDirectory + " holds no audit log", "Give --data DIR");
            }
            var report = AuditVerifier.verify(
                    DataDirectory.auditIn(dataDirectory),
                    new CheckpointKeys(keys),
                    SqliteStore.auditHead(DataDirectory.databaseIn(dataDirectory)),
                    (_, _) -> {});
            var findings = report.broken().map(Object::toString).map(List::of).orElse(List.of());
            return new CheckedLog(report.isOk(), report.lines(), report.segments(), findings);
        } catch (IOException | StoreException e) {
            throw new CliProblem(ExitCode.FAILED, "the audit log cannot be read: " + e.getMessage(), "");
        }
    }
}
