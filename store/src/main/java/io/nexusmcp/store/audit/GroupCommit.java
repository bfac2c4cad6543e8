package io.nexusmcp.store.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes without a writer thread: whoever finds the writer free writes for everyone who waits, in the order they
 * came. Safe for use by many threads, platform or virtual; an interrupt neither ends a wait nor gets lost.
 */
final class GroupCommit {
    private static final int MAX_BATCH = 256;
    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 64 : 0;

    private final ReentrantLock writing = new ReentrantLock();
    private final ConcurrentLinkedQueue<Ticket> waiting = new ConcurrentLinkedQueue<>();
    private final ArrayList<Ticket> batch = new ArrayList<>(MAX_BATCH);
    private final Consumer<List<Ticket>> writer;

    /** One thing to write and the thread that waits for it. */
    static final class Ticket {
        final byte[] body;
        private final Thread owner = Thread.currentThread();
        private volatile boolean isDone;
        private @Nullable RuntimeException failure;

        Ticket(byte[] body) {
            this.body = body;
        }

        private void done(@Nullable RuntimeException why) {
            failure = why;
            isDone = true;
            LockSupport.unpark(owner);
        }
    }

    /** @param writer writes a whole batch or throws and has written nothing of it; called by one thread at a time */
    GroupCommit(Consumer<List<Ticket>> writer) {
        this.writer = writer;
    }

    /** Returns when the body is written; throws what the writer threw for the batch it was in. */
    void write(byte[] body) {
        var ticket = new Ticket(body);
        waiting.add(ticket);
        boolean wasInterrupted = false;
        int spins = SPINS;
        while (!ticket.isDone) {
            if (writing.tryLock()) {
                writeUntilDone(ticket);
            } else if (spins-- > 0) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
                wasInterrupted |= Thread.interrupted();
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
        if (ticket.failure != null) {
            throw ticket.failure;
        }
    }

    /** Runs something while nobody writes. */
    void exclusively(Runnable work) {
        writing.lock();
        try {
            work.run();
        } finally {
            release();
        }
    }

    private void writeUntilDone(Ticket mine) {
        try {
            while (!mine.isDone) {
                writeBatch();
            }
        } finally {
            release();
        }
    }

    private void writeBatch() {
        batch.clear();
        for (var next = waiting.poll(); next != null; next = batch.size() < MAX_BATCH ? waiting.poll() : null) {
            batch.add(next);
        }
        RuntimeException failure = null;
        try {
            writer.accept(batch);
        } catch (RuntimeException e) {
            failure = e;
        } catch (Error e) {
            failure = new IllegalStateException("the audit log could not be written", e);
            throw e;
        } finally {
            for (var ticket : batch) {
                ticket.done(failure);
            }
        }
    }

    /** Whoever queued up while the lock was held is woken, or nobody would write for them. */
    private void release() {
        writing.unlock();
        var next = waiting.peek();
        if (next != null) {
            LockSupport.unpark(next.owner);
        }
    }
}
