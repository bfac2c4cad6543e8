package io.nexusmcp.upstream;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next try: doubled with each failure up to a bound, and never the same for two servers. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    static final Duration STABLE = Duration.ofSeconds(20);
    private static final int MAX_DOUBLINGS = 10;

    private int failures;

    /** @param lasted how long the connection had been good before this failure */
    Duration afterFailure(Duration lasted) {
        if (lasted.compareTo(STABLE) > 0) {
            failures = 0;
        }
        long doubled = FIRST.toMillis() << Math.min(failures++, MAX_DOUBLINGS);
        long bounded = Math.min(doubled, LONGEST.toMillis());
        return Duration.ofMillis(bounded / 2 + ThreadLocalRandom.current().nextLong(bounded / 2 + 1));
    }

    boolean isFresh() {
        return failures == 0;
    }
}
