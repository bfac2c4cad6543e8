package io.nexusmcp.upstream;

import io.nexusmcp.core.AnswerBudget;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The message that is just coming on one long-lived connection. When there is no room for it or it takes too long, its
 * connection ends. One thread reads; any may close.
 */
final class Arrival implements AutoCloseable {
    /** Room is taken in steps of this; a message of one step or less is neither counted nor timed. */
    private static final int STEP = 1 << 16;

    private static final Logger LOG = LoggerFactory.getLogger(Arrival.class);
    private static final String NO_ROOM = "there is no room for the server's message beside the others";
    private static final String OVERDUE = "the server began a message and did not end it in time";

    private final Arrivals arrivals;
    private final Consumer<String> end;
    private final AnswerBudget.Part ofAll;
    private final AnswerBudget.Part ofOwn;
    private long room = STEP;
    private long large;
    private Optional<Watch.Guard> guard = Optional.empty();
    private Optional<String> failure = Optional.empty();
    private boolean isClosed;

    Arrival(Arrivals arrivals, Consumer<String> end) {
        this.arrivals = arrivals;
        this.end = end;
        this.ofAll = arrivals.ofAll();
        this.ofOwn = arrivals.ofOwn();
    }

    /**
     * Told before more is read.
     *
     * @param bytes what has come of the message so far; when it is handled, those of the next
     */
    void holds(long bytes) throws BodyTooLarge {
        if (!hasRoom(bytes)) {
            fail(NO_ROOM);
            throw new BodyTooLarge();
        }
    }

    private synchronized boolean hasRoom(long bytes) {
        if (isClosed) {
            return false;
        }
        if (bytes <= STEP) {
            giveBack();
            return true;
        }
        if (guard.isEmpty()) {
            long begun = ++large;
            guard = Optional.of(arrivals.guard(() -> overdue(begun)));
        }
        while (room < bytes) {
            if (!ofOwn.add(STEP) || !ofAll.add(STEP)) {
                return false;
            }
            room += STEP;
        }
        return true;
    }

    private void overdue(long begun) {
        if (isComing(begun)) {
            fail(OVERDUE);
        }
    }

    private synchronized boolean isComing(long begun) {
        return guard.isPresent() && large == begun;
    }

    private void fail(String why) {
        synchronized (this) {
            if (isClosed || failure.isPresent()) {
                return;
            }
            failure = Optional.of(why);
        }
        LOG.warn("{}: a connection is ended: {}", arrivals.server(), why);
        end.accept(why);
    }

    /** Why it ended its connection, if it did. */
    synchronized Optional<String> failure() {
        return failure;
    }

    private void giveBack() {
        guard.ifPresent(Watch.Guard::close);
        guard = Optional.empty();
        ofAll.close();
        ofOwn.close();
        room = STEP;
    }

    /** The connection has ended, and with it what it held. */
    @Override
    public synchronized void close() {
        isClosed = true;
        giveBack();
    }
}
