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
    /** Of what waits behind the first event, which may be as large as a line. */
    private static final long MAX_EVENT_BYTES = 1 << 20;

    private final Optional<String> task;
    private final ArrayDeque<Message> events = new ArrayDeque<>();
    private long eventBytes;
    private Optional<Message> answer = Optional.empty();
    private Optional<UpstreamException> failure = Optional.empty();
    private boolean isCancelled;

    PendingCall() {
        this(Optional.empty());
    }

    /** @param task the server's task whose outcome this waits for */
    PendingCall(Optional<String> task) {
        this.task = task;
    }

    boolean awaits(String taskId) {
        return task.filter(taskId::equals).isPresent();
    }

    /** Puts down a notification or a request of the server; false when too many or too large ones wait already. */
    synchronized boolean deliver(Message event) {
        int size = bytes(event);
        if (!events.isEmpty() && (events.size() >= MAX_EVENTS || eventBytes + size > MAX_EVENT_BYTES)) {
            return false;
        }
        events.add(event);
        eventBytes += size;
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
        while (true) {
            if (isCancelled) {
                throw new Refused(new Refusal.Cancelled());
            }
            if (!events.isEmpty() && !deadline.isOver()) {
                var event = events.remove();
                eventBytes -= bytes(event);
                return event;
            }
            if (answer.isPresent()) {
                return answer.get();
            }
            if (failure.isPresent()) {
                throw failure.get();
            }
            deadline.await(this);
        }
    }

    private static int bytes(Message event) {
        return switch (event) {
            case Message.Request request -> request.envelope().whole().length();
            case Message.Notification note -> note.envelope().whole().length();
            case Message.Result _, Message.Failure _, Message.Batch _ -> 0;
        };
    }
}
