package io.nexusmcp.core.pipeline;

import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * A kept stream for its client: what it missed, then what comes. It ends when the stream does, when the client goes on
 * elsewhere, when messages that it needs have been given up, and when it may not be had any more.
 */
final class ReplayedFeed implements NotificationFeed {
    private final NamedStream stream;
    private final Optional<Source> source;
    private final BooleanSupplier isAllowed;
    private final Runnable whenClosed;
    private final long number;
    private Optional<Thread> reading = Optional.empty();
    private volatile long position;
    private volatile boolean isOver;

    /**
     * @param source of what comes; without one, a call puts it into the stream
     * @param position after which the client goes on
     * @param whenClosed runs once
     */
    ReplayedFeed(
            NamedStream stream,
            Optional<Source> source,
            long position,
            BooleanSupplier isAllowed,
            Runnable whenClosed) {
        this.stream = stream;
        this.source = source;
        this.position = position;
        this.isAllowed = isAllowed;
        this.whenClosed = whenClosed;
        this.number = stream.kept().takeOver(this::stop);
    }

    /** What an endless stream is fed from, by one reader after the other. */
    record Source(NotificationFeed feed, ReentrantLock turn) {
        static Source of(NotificationFeed feed) {
            return new Source(feed, new ReentrantLock());
        }
    }

    private synchronized void stop() {
        isOver = true;
        reading.ifPresent(Thread::interrupt);
    }

    @Override
    public Optional<Priming> priming() {
        return stream.priming(position);
    }

    @Override
    public Optional<String> eventId() {
        return Optional.of(stream.eventId(position));
    }

    @Override
    public Optional<JsonSlice> next(Duration patience) throws InterruptedException {
        if (!begins()) {
            return Optional.empty();
        }
        try {
            var message = source.isPresent() ? fed(source.get(), patience) : kept(patience);
            return isOver ? Optional.empty() : message;
        } catch (InterruptedException interrupted) {
            if (isOver) {
                return Optional.empty();
            }
            throw interrupted;
        } finally {
            ends();
        }
    }

    private synchronized boolean begins() {
        reading = Optional.of(Thread.currentThread());
        return !isOver;
    }

    private synchronized void ends() {
        reading = Optional.empty();
    }

    private Optional<JsonSlice> kept(Duration patience) throws InterruptedException {
        var kept = stream.kept();
        var next = kept.await(position, number, patience);
        next.ifPresent(message -> position = message.position());
        isOver |= next.isEmpty() && (kept.isOverAfter(position) || !kept.continuesAfter(position));
        return next.map(message -> message.message());
    }

    private Optional<JsonSlice> fed(Source from, Duration patience) throws InterruptedException {
        var kept = stream.kept();
        from.turn().lockInterruptibly();
        try {
            var missed = kept.after(position);
            if (missed.isPresent()) {
                position = missed.get().position();
                return missed.map(message -> message.message());
            }
            isOver |= !kept.continuesAfter(position);
            var message = isOver ? Optional.<JsonSlice>empty() : from.feed().next(patience);
            message.ifPresent(fresh -> position = kept.append(fresh));
            return message;
        } finally {
            from.turn().unlock();
        }
    }

    @Override
    public boolean isEnded() {
        return isOver
                || !isAllowed.getAsBoolean()
                || source.filter(from -> from.feed().isEnded()).isPresent();
    }

    @Override
    public void close() {
        stream.kept().leave(number);
        whenClosed.run();
    }
}
