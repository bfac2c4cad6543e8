package io.nexusmcp.upstream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The moment when waiting ends, on the clock of {@link System#nanoTime}. */
record Deadline(long nanoTime) {
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    boolean isOver() {
        return remainingNanos() <= 0;
    }

    long remainingNanos() {
        return nanoTime - System.nanoTime();
    }

    /** Rounded up, so that waiting this long is never too short. */
    long remainingMillis() {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(remainingNanos() + 999_999));
    }

    /** This or the given time from now, whichever is earlier. */
    Deadline atMost(Duration time) {
        var other = in(time);
        return other.nanoTime - nanoTime < 0 ? other : this;
    }

    /** Takes a lock; {@link UpstreamException.Overdue} when it is held until the deadline. */
    void lock(ReentrantLock lock) {
        try {
            if (!lock.tryLock(remainingNanos(), TimeUnit.NANOSECONDS)) {
                throw new UpstreamException.Overdue();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new UpstreamException("interrupted");
        }
    }
}
