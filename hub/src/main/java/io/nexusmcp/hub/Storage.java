package io.nexusmcp.hub;

import io.nexusmcp.core.session.KeyRing;
import io.nexusmcp.hub.config.AuditConfig;
import io.nexusmcp.hub.config.HubConfig;
import io.nexusmcp.store.DataDirectory;
import io.nexusmcp.store.StoreException;
import io.nexusmcp.store.audit.AuditLog;
import io.nexusmcp.store.audit.CheckpointKeys;
import io.nexusmcp.store.sqlite.SqliteStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;

/** The data directory with all that stands in it, opened in the order in which it is needed. */
record Storage(DataDirectory directory, SqliteStore store, AuditLog log, CheckpointKeys auditKeys)
        implements AutoCloseable {
    private static final String AUDIT = "audit";
    private static final String SESSIONS = "sessions";

    /** {@link StartFailure} when something cannot be had; nothing stays open then. */
    static Storage open(Path path, HubConfig config, InstantSource clock) {
        try {
            var directory = DataDirectory.open(path, clock.instant());
            try {
                return open(directory, config, clock);
            } catch (RuntimeException e) {
                directory.close();
                throw e;
            }
        } catch (StoreException e) {
            throw new StartFailure(StartFailure.NOTHING_TO_BE_HAD, e.getMessage() + "", e);
        }
    }

    private static Storage open(DataDirectory directory, HubConfig config, InstantSource clock) {
        var store = SqliteStore.open(directory.database(), clock);
        try {
            var keys = new CheckpointKeys(directory.keys(AUDIT));
            var log = AuditLog.open(directory.audit(), keys, store.auditHeads(), settings(config.audit()), clock);
            return new Storage(directory, store, log, keys);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** How a configuration wants the audit log kept. */
    static AuditLog.Settings settings(AuditConfig audit) {
        var settings =
                AuditLog.Settings.DEFAULT.withSegmentBytes(audit.segmentBytes()).withFsync(audit.fsync());
        return audit.retention().map(settings::withRetention).orElse(settings);
    }

    /** The configured keys, or those of the data directory where none are. */
    KeyRing keyRing(HubConfig config, SecureRandom random) {
        var configured = config.sessions().sealingKeys();
        if (configured.isEmpty()) {
            return new KeyRing(directory.keys(SESSIONS), random);
        }
        var named = new LinkedHashMap<String, byte[]>();
        configured.forEach(key ->
                named.put(key.name(), Base64.getDecoder().decode(key.key().reveal())));
        return new KeyRing(named, random);
    }

    @Override
    public void close() {
        try {
            log.close();
        } finally {
            try {
                store.close();
            } finally {
                directory.close();
            }
        }
    }
}
