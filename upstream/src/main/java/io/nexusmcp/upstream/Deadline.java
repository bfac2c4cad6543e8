package io.nexusmcp.upstream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The moment when waiting ends, on the clock of {@link System#nanoTime}. It moves on while somebody else is waited for,
 * such as a person who is asked. Safe for use by many threads.
 */
final class Deadline {
    private static final long WHILE_STILL = TimeUnit.SECONDS.toNanos(1);

    private long nanoTime;
    private int holds;
    private long heldSince;

    private Deadline(long nanoTime) {
        this.nanoTime = nanoTime;
    }

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Time stops until as many calls of {@link #goOn} follow. */
    synchronized void standStill() {
        if (holds++ == 0) {
            heldSince = System.nanoTime();
        }
    }

    synchronized void goOn() {
        if (--holds == 0) {
            nanoTime += System.nanoTime() - heldSince;
        }
    }

    boolean isOver() {
        return remainingNanos() <= 0;
    }

    /** While time stands still, some time that is worth waiting before looking again. */
    synchronized long remainingNanos() {
        return holds > 0 ? WHILE_STILL : nanoTime - System.nanoTime();
    }

    /** Rounded up, so that waiting this long is never too short. */
    long remainingMillis() {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(remainingNanos() + 999_999));
    }

    /** This or the given time from now, whichever is earlier. */
    Deadline atMost(Duration time) {
        return remainingNanos() < time.toNanos() ? this : in(time);
    }

    /**
     * Waits for news on a monitor that the caller holds, and looks at what it guards again after that; {@link
     * UpstreamException.Overdue} when there is no time left.
     */
    void await(Object monitor) {
        long left = remainingMillis();
        if (left == 0) {
            throw new UpstreamException.Overdue();
        }
        try {
            TimeUnit.MILLISECONDS.timedWait(monitor, left);
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    /** Takes a lock; {@link UpstreamException.Overdue} when it is held until the deadline. */
    void lock(ReentrantLock lock) {
        try {
            if (!lock.tryLock(remainingNanos(), TimeUnit.NANOSECONDS)) {
                throw new UpstreamException.Overdue();
            }
        } catch (InterruptedException _) {
            throw interrupted();
        }
    }

    private static UpstreamException interrupted() {
        Thread.currentThread().interrupt();
        return new UpstreamException("interrupted");
    }
}
