package io.nexusmcp.web;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the bodies of all open requests may take together, so that no number of large ones can fill the heap.
 * A part of it is kept for small ones. Safe for use by many threads.
 */
public final class BodyBudget {
    private static final int SMALL = 64 << 10;

    private final long all;
    private final AtomicLong used = new AtomicLong();

    public BodyBudget(long all) {
        this.all = all;
    }

    /** A quarter of the heap. */
    public static BodyBudget ofHeap() {
        return new BodyBudget(Runtime.getRuntime().maxMemory() / 4);
    }

    /** Lets a body that has some bytes have more; {@link Refused} where that is not possible now. */
    public void take(long had, long more) {
        long limit = had + more <= SMALL ? all : all / 4 * 3;
        if (used.addAndGet(more) > limit) {
            used.addAndGet(-more);
            throw new Refused(new Refusal.Unavailable("memory for bodies"));
        }
    }

    /** Gives back what was taken. */
    public void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    /** Bytes that are taken. */
    public long used() {
        return used.get();
    }
}
