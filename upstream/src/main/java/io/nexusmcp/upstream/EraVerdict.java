package io.nexusmcp.upstream;

import io.nexusmcp.core.catalog.ServerSpec.EraChoice;
import io.nexusmcp.protocol.Era;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * What is known of a server's era, and since when. A wrong modern verdict fails loudly and is dropped; a wrong legacy
 * verdict works silently for ever, so it grows old.
 */
final class EraVerdict {
    private static final Duration LEGACY_LASTS = Duration.ofHours(1);

    private final EraChoice choice;
    private final InstantSource clock;
    private Optional<Era> found = Optional.empty();
    private Instant at = Instant.EPOCH;

    EraVerdict(EraChoice choice, InstantSource clock) {
        this.choice = choice;
        this.clock = clock;
    }

    /** The era to speak; empty when the server has to be asked. */
    synchronized Optional<Era> era() {
        return switch (choice) {
            case LEGACY -> Optional.of(Era.LEGACY);
            case MODERN -> Optional.of(Era.MODERN);
            case AUTO -> isOld() ? Optional.empty() : found;
        };
    }

    /** Whether a legacy verdict should be looked into again. */
    synchronized boolean isOld() {
        return choice == EraChoice.AUTO
                && found.filter(Era.LEGACY::equals).isPresent()
                && clock.instant().isAfter(at.plus(LEGACY_LASTS));
    }

    synchronized void found(Era era) {
        found = Optional.of(era);
        at = clock.instant();
    }

    synchronized void forget() {
        found = Optional.empty();
    }
}
