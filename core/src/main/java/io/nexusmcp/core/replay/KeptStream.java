package io.nexusmcp.core.replay;

import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The messages of one stream by position, of which the oldest may have been given up. One reader follows it at any
 * time: who comes later takes over. Safe for use by many threads.
 */
public final class KeptStream {
    private final ReplayStore store;
    private final UUID id = UUID.randomUUID();
    private final String caller;
    private final String session;
    private final Runnable onLoss;
    private final ArrayDeque<KeptMessage> messages = new ArrayDeque<>(2);
    private long last;
    private long restingSince;
    private boolean isEndless;
    private boolean isGone;
    private boolean isResting;
    private boolean isOver;
    private boolean isDelivered;
    private boolean isLossTold;
    private long reader;
    private Runnable stopReader = () -> {};
    private Runnable atRemoval = () -> {};

    KeptStream(ReplayStore store, String caller, String session, Runnable onLoss) {
        this.store = store;
        this.caller = caller;
        this.session = session;
        this.onLoss = onLoss;
    }

    public UUID id() {
        return id;
    }

    public String caller() {
        return caller;
    }

    public boolean isOf(String otherSession) {
        return session.equals(otherSession);
    }

    /** Keeps a message as far as there is room and gives its position. */
    public long append(JsonSlice message) {
        return store.append(this, message);
    }

    /** A stream without end, which is given up when nobody has followed it for long, and this done then. */
    public synchronized void isEndless(Runnable whenRemoved) {
        isEndless = true;
        atRemoval = whenRemoved;
    }

    /** Whether it is one without end whose client is away. */
    public synchronized boolean waits() {
        return isEndless && isResting;
    }

    /**
     * Makes somebody the one reader.
     *
     * @param stop ends this reader when the next one comes; runs once at most
     * @return the number by which {@link #isReader} knows it
     */
    public long takeOver(Runnable stop) {
        Runnable former;
        long number;
        synchronized (this) {
            former = isGone ? stop : stopReader;
            stopReader = isGone ? () -> {} : stop;
            isResting = false;
            number = ++reader;
            notifyAll();
        }
        former.run();
        return number;
    }

    public synchronized boolean isReader(long number) {
        return reader == number;
    }

    /** The reader has gone; nobody follows now. */
    public synchronized void leave(long number) {
        if (reader == number) {
            stopReader = () -> {};
            if (isOver || isEndless) {
                rest();
            }
        }
    }

    /** No message follows. */
    public synchronized void end(boolean hasReachedClient) {
        isOver = true;
        isDelivered = hasReachedClient;
        stopReader = () -> {};
        rest();
        notifyAll();
    }

    private void rest() {
        isResting = true;
        restingSince = store.now();
    }

    /** Whether a client that has got so many messages can go on from there. */
    public synchronized boolean continuesAfter(long position) {
        return position <= last && last - position <= messages.size();
    }

    /** The message after a position, if it is there already. */
    public synchronized Optional<KeptMessage> after(long position) {
        long ahead = last - position;
        return ahead <= 0 || ahead > messages.size()
                ? Optional.empty()
                : messages.stream().skip(messages.size() - ahead).findFirst();
    }

    /** The same, waiting for it as long as more may come and the reader is the one reader. */
    public synchronized Optional<KeptMessage> await(long position, long number, Duration patience)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (last <= position && !isOver && reader == number) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return reader == number ? after(position) : Optional.empty();
    }

    /** Whether nothing can come after a position. */
    public synchronized boolean isOverAfter(long position) {
        return isOver && last <= position;
    }

    synchronized long last() {
        return last;
    }

    synchronized boolean has(long position) {
        return !messages.isEmpty() && messages.getFirst().position() <= position;
    }

    synchronized KeptMessage add(JsonSlice message) {
        var kept = new KeptMessage(this, ++last, message);
        messages.add(kept);
        notifyAll();
        return kept;
    }

    /** A message that is not kept leaves a gap, so that those before it are of no use any more. */
    synchronized List<KeptMessage> skip() {
        last++;
        notifyAll();
        return clear();
    }

    synchronized List<KeptMessage> clear() {
        var all = List.copyOf(messages);
        messages.clear();
        return all;
    }

    synchronized void dropFirst() {
        messages.removeFirst();
    }

    synchronized boolean hasRestedFor(Duration time) {
        return isResting && store.now() - restingSince >= time.toNanos();
    }

    /** Nobody can come for it any more. Who follows one without end is stopped; a call goes on to its client. */
    void removed() {
        Runnable follower = () -> {};
        Runnable action;
        synchronized (this) {
            if (isEndless) {
                isGone = true;
                follower = stopReader;
                stopReader = () -> {};
            }
            action = atRemoval;
        }
        action.run();
        follower.run();
    }

    /** Tells once that something was given up that no client may have seen. */
    void tellLoss() {
        synchronized (this) {
            if (isLossTold || isDelivered) {
                return;
            }
            isLossTold = true;
        }
        onLoss.run();
    }
}
