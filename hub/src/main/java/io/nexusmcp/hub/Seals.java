package io.nexusmcp.hub;

import io.nexusmcp.core.session.KeyRing;
import io.nexusmcp.core.session.RequestStates;
import io.nexusmcp.core.session.Sessions;
import io.nexusmcp.hub.config.HubConfig;
import io.nexusmcp.hub.config.SessionsConfig.SealingKey;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The keys under which clients keep what the hub forgets, and the sessions that are kept so. */
final class Seals {
    private final Storage storage;
    private final SecureRandom random;
    private final InstantSource clock;

    Seals(Storage storage, SecureRandom random, InstantSource clock) {
        this.storage = storage;
        this.random = random;
        this.clock = clock;
    }

    /** The ring so far where the same keys are configured. */
    KeyRing ring(HubConfig config, Optional<InForce> before) {
        return before.filter(known -> keys(known.loaded().config()).equals(keys(config)))
                .map(InForce::ring)
                .orElseGet(() -> storage.keyRing(config, random));
    }

    /** The sessions there are, under these keys and the configured lifetime. */
    Sessions sessions(HubConfig config, KeyRing ring, Optional<InForce> before) {
        var lifetime = config.sessions().lifetime();
        return before.map(known -> known.rules().sessions().with(ring, lifetime))
                .orElseGet(() -> new Sessions(ring, storage.store().revocations(), clock, lifetime));
    }

    RequestStates requestStates(KeyRing ring) {
        return new RequestStates(ring, clock);
    }

    private static List<SealingKey> keys(HubConfig config) {
        return config.sessions().sealingKeys();
    }
}
