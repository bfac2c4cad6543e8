package io.nexusmcp.upstream;

import java.time.Duration;

/**
 * How long to wait after reading the lists of a server. One that announces changes without end and has long lists gets
 * a small part of the hub's time, but a few changes in a row are seen at once. For one thread.
 */
final class LookPace {
    private static final int SHARE = 4;
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofSeconds(10);
    /** What may be owed before it has to be waited for. */
    private static final Duration CREDIT = Duration.ofSeconds(5);

    private Duration owed = Duration.ZERO;
    private long since;

    /** @param now the end of the look on the clock of {@link System#nanoTime} */
    Duration after(Duration look, long now) {
        var paid = owed.minusNanos(now - since);
        owed = (paid.isNegative() ? Duration.ZERO : paid).plus(look.multipliedBy(SHARE));
        since = now;
        var due = owed.minus(CREDIT);
        return due.compareTo(MOST) > 0 ? MOST : due.compareTo(LEAST) < 0 ? LEAST : due;
    }
}
