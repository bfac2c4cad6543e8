package io.nexusmcp.core;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of servers' answers a process holds at the same time. The limits of one answer and of one caller's
 * calls multiply to more than any heap, so what all hold together is bounded as well. Safe for use by many threads.
 */
public final class AnswerBudget {
    /** Answers are copied on their way, and everything else needs room, too. */
    private static final int SHARE_OF_HEAP = 5;

    public static final AnswerBudget OF_THIS_PROCESS =
            new AnswerBudget(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);

    private final long total;
    private final AtomicLong left;

    public AnswerBudget(long bytes) {
        total = bytes;
        left = new AtomicLong(bytes);
    }

    /** What one answer holds. */
    public final class Part implements AutoCloseable {
        private final AtomicLong held = new AtomicLong();

        private Part() {}

        /** Whether there was room for so many bytes more, which are now taken. */
        public boolean add(long bytes) {
            if (left.addAndGet(-bytes) < 0) {
                left.addAndGet(bytes);
                return false;
            }
            held.addAndGet(bytes);
            return true;
        }

        /** Gives back all that was taken. */
        @Override
        public void close() {
            left.addAndGet(held.getAndSet(0));
        }
    }

    public Part open() {
        return new Part();
    }

    public long total() {
        return total;
    }

    public long left() {
        return left.get();
    }
}
