package io.nexusmcp.upstream;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** One thread that ends whatever takes longer than it may, and does the housekeeping. */
final class Watch implements AutoCloseable {
    private static final Duration PACE = Duration.ofMillis(50);
    private static final int ROUNDS_PER_HOUSEKEEPING = 10;

    private final Set<Guard> guards = ConcurrentHashMap.newKeySet();
    private final Runnable housekeeping;
    private final Thread thread;
    private volatile boolean isClosed;

    /** @param housekeeping runs about twice a second, on a thread of its own, never twice at once */
    Watch(Runnable housekeeping) {
        this.housekeeping = housekeeping;
        this.thread = Thread.ofPlatform().daemon().name("upstream-watch").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Something that is watched until it is closed. */
    final class Guard implements AutoCloseable {
        private final Deadline deadline;
        private final Runnable abort;
        private volatile boolean isOverdue;

        private Guard(Deadline deadline, Runnable abort) {
            this.deadline = deadline;
            this.abort = abort;
        }

        /** Whether it was ended for taking too long. */
        boolean isOverdue() {
            return isOverdue || deadline.isOver();
        }

        @Override
        public void close() {
            guards.remove(this);
        }
    }

    /** Runs {@code abort} when the deadline passes before the guard is closed. */
    Guard guard(Deadline deadline, Runnable abort) {
        var guard = new Guard(deadline, abort);
        guards.add(guard);
        return guard;
    }

    private void run() {
        var worker = Thread.startVirtualThread(() -> {});
        for (int round = 0; !isClosed; round++) {
            LockSupport.parkNanos(PACE.toNanos());
            guards.forEach(this::check);
            if (round % ROUNDS_PER_HOUSEKEEPING == 0 && !worker.isAlive()) {
                worker = Thread.startVirtualThread(housekeeping);
            }
        }
    }

    private void check(Guard guard) {
        if (guard.deadline.isOver() && guards.remove(guard)) {
            guard.isOverdue = true;
            Thread.startVirtualThread(guard.abort);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        LockSupport.unpark(thread);
    }
}
