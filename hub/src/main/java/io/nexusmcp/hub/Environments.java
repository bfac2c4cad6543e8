package io.nexusmcp.hub;

import io.nexusmcp.core.identity.ApiKeys;
import io.nexusmcp.hub.config.HubConfig;
import io.nexusmcp.hub.config.NexusEnvironment;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What {@code NEXUS_ENV=production} demands. */
final class Environments {
    private static final Logger LOG = LoggerFactory.getLogger(Environments.class);
    private static final long REMINDER_NANOS = Duration.ofHours(1).toNanos();
    private static final AtomicLong LAST = new AtomicLong();

    private Environments() {}

    /** Production needs a credential besides the first administrator's, or authentication visibly switched off. */
    static void check(HubConfig config, ApiKeys keys) {
        if (!config.enableAuth()) {
            LAST.set(System.nanoTime());
            warn(config);
        } else if (config.environment() == NexusEnvironment.PRODUCTION && !keys.hasCredentials()) {
            throw new StartFailure(
                    StartFailure.BAD_CONFIGURATION,
                    "NEXUS_ENV=production needs a credential source, and there is no key yet: start once with"
                            + " NEXUS_ENV=staging and run `nexus key create NAME --role ROLE`");
        }
    }

    /** Repeats the warning every hour for as long as it is true. */
    static void remind(HubConfig config) {
        long now = System.nanoTime();
        long last = LAST.get();
        if (!config.enableAuth() && now - last >= REMINDER_NANOS && LAST.compareAndSet(last, now)) {
            warn(config);
        }
    }

    private static void warn(HubConfig config) {
        LOG.error(
                "{}: authentication is OFF (enableAuth: false, NEXUS_ENV={}): anybody who reaches this hub may do"
                        + " everything",
                config.environment() == NexusEnvironment.PRODUCTION ? "CRITICAL" : "WARNING",
                config.environment());
    }
}
