package io.nexusmcp.upstream;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.protocol.Message;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * A request to a child that waits for its answer. What belongs to it is put down by the thread that reads the pipe and
 * picked up, in order, by the thread that waits: so a slow client delays its own call only.
 */
final class PendingCall {
    private static final int MAX_EVENTS = 256;

    private final ArrayDeque<Message> events = new ArrayDeque<>();
    private Optional<Message> answer = Optional.empty();
    private Optional<UpstreamException> failure = Optional.empty();
    private boolean isCancelled;

    /** Puts down a notification or a request of the server; false when too many wait already. */
    synchronized boolean deliver(Message event) {
        if (events.size() >= MAX_EVENTS) {
            return false;
        }
        events.add(event);
        notifyAll();
        return true;
    }

    /** Only the first answer counts. */
    synchronized void answer(Message message) {
        if (answer.isEmpty()) {
            answer = Optional.of(message);
            notifyAll();
        }
    }

    synchronized void fail(UpstreamException why) {
        if (failure.isEmpty()) {
            failure = Optional.of(why);
            notifyAll();
        }
    }

    synchronized void cancel() {
        isCancelled = true;
        notifyAll();
    }

    /** The next event or, after all of them, the answer. */
    synchronized Message next(Deadline deadline) {
        try {
            while (true) {
                if (isCancelled) {
                    throw new Refused(new Refusal.Cancelled());
                }
                if (!events.isEmpty() && !deadline.isOver()) {
                    return events.remove();
                }
                if (answer.isPresent()) {
                    return answer.get();
                }
                if (failure.isPresent()) {
                    throw failure.get();
                }
                long wait = deadline.remainingMillis();
                if (wait == 0) {
                    throw new UpstreamException.Overdue();
                }
                wait(wait);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new UpstreamException("interrupted");
        }
    }
}
