package io.nexusmcp.web;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.protocol.ErrorCode;
import io.nexusmcp.protocol.ProtocolError;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;

/** Reads the body of one request into one array, within a size, a time and a minimum pace. For one thread. */
public final class BodyReader implements Inbound.Body {
    private static final int FIRST_SIZE = 64 << 10;
    private static final long GRACE_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long NANOS = Duration.ofSeconds(1).toNanos();

    private static final String AWAITED = BodyReader.class.getName() + ".awaited";

    private final Request request;
    private final Limits limits;
    private final Optional<BodyBudget> budget;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicInteger holders = new AtomicInteger(1);
    private final Semaphore arrived = new Semaphore(0);
    private byte[] bytes = new byte[0];
    private int size;
    private long waitingSince;
    private boolean isWhole;
    private boolean isDropped;

    /**
     * How much may come and how slowly.
     *
     * @param timeout from the first wait to the last byte
     * @param minBytesPerSecond 0 for no such limit
     */
    public record Limits(int maxBytes, Duration timeout, int minBytesPerSecond) {}

    public BodyReader(Request request, Limits limits) {
        this(request, limits, Optional.empty());
    }

    /** @param budget has a part of it until the request is complete, and longer where it is held */
    public BodyReader(Request request, Limits limits, BodyBudget budget) {
        this(request, limits, Optional.of(budget));
    }

    private BodyReader(Request request, Limits limits, Optional<BodyBudget> budget) {
        this.request = request;
        this.limits = limits;
        this.budget = budget;
    }

    /** Whether somebody waited for more of the body in vain, after which nobody can read it any more. */
    static boolean isGivenUp(Request request) {
        return request.getAttribute(AWAITED) != null;
    }

    /** Drops what has come of an unread body. False when more is to come, so that the connection has to end. */
    public boolean discard() {
        return isWhole || isDropped || Leftover.isTaken(request);
    }

    /** All bytes. {@link Refused} with what is wrong; a size that is announced is refused before a byte is read. */
    @Override
    public byte[] read() {
        if (isWhole) {
            return bytes;
        }
        long announced = request.getLength();
        if (announced > limits.maxBytes()) {
            if (announced <= 2L * limits.maxBytes() && !request.getHeaders().contains(HttpHeader.EXPECT)) {
                drop();
            }
            throw tooLarge();
        }
        int capacity = Math.clamp(announced, 0, FIRST_SIZE);
        reserve(capacity);
        bytes = new byte[capacity];
        while (!isWhole) {
            var chunk = request.read();
            if (chunk == null) {
                await();
            } else {
                take(chunk);
            }
        }
        bytes = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        return bytes;
    }

    private void take(Content.Chunk chunk) {
        if (Content.Chunk.isFailure(chunk)) {
            throw chunk.getFailure() instanceof TimeoutException ? tooSlow() : broken();
        }
        try {
            int length = chunk.remaining();
            if (length > limits.maxBytes() - size) {
                throw tooLarge();
            }
            if (length > bytes.length - size) {
                int capacity = capacity(size + length);
                reserve(capacity);
                bytes = Arrays.copyOf(bytes, capacity);
            }
            chunk.getByteBuffer().get(bytes, size, length);
            size += length;
            isWhole = chunk.isLast();
        } finally {
            chunk.release();
        }
    }

    /** Takes what the array will have more than it has; given back when the request is complete. */
    private void reserve(int capacity) {
        if (budget.isPresent()) {
            long had = taken.get();
            budget.get().take(had, capacity - had);
            taken.set(capacity);
            if (had == 0 && capacity > 0) {
                Request.addCompletionListener(request, _ -> release());
            }
        }
    }

    /**
     * Keeps the memory counted after the request is complete, for a body that is needed longer.
     *
     * @return ends that; to be run once
     */
    public Runnable hold() {
        holders.incrementAndGet();
        return this::release;
    }

    private void release() {
        if (holders.decrementAndGet() == 0) {
            budget.ifPresent(all -> all.giveBack(taken.getAndSet(0)));
        }
    }

    private int capacity(int needed) {
        return Math.clamp(Math.max(needed, 2L * bytes.length), FIRST_SIZE, Math.max(FIRST_SIZE, limits.maxBytes()));
    }

    /**
     * Takes in a body that is not much too large, for a moment: who is still sending when the connection ends never sees
     * the answer.
     */
    private void drop() {
        long end = System.nanoTime() + NANOS;
        while (!isDropped) {
            var chunk = request.read();
            if (Content.Chunk.isFailure(chunk)) {
                return;
            }
            if (chunk != null) {
                isDropped = chunk.isLast();
                chunk.release();
            } else if (!arrives(end - System.nanoTime())) {
                return;
            }
        }
    }

    private void await() {
        long now = System.nanoTime();
        if (waitingSince == 0) {
            waitingSince = now;
        }
        long patience = Math.min(limits.timeout().toNanos(), paceNanos()) - (now - waitingSince);
        if (patience <= 0 || !arrives(patience)) {
            throw tooSlow();
        }
    }

    /** Waits for the next bytes. */
    private boolean arrives(long nanoseconds) {
        request.setAttribute(AWAITED, true);
        request.demand(Invocable.from(Invocable.InvocationType.NON_BLOCKING, arrived::release));
        try {
            boolean isThere = arrived.tryAcquire(nanoseconds, TimeUnit.NANOSECONDS);
            if (isThere) {
                request.removeAttribute(AWAITED);
            }
            return isThere;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Refused(new Refusal.Cancelled());
        }
    }

    /** How long the bytes so far may have taken at the slowest allowed pace. */
    private long paceNanos() {
        return limits.minBytesPerSecond() == 0
                ? Long.MAX_VALUE
                : GRACE_NANOS + size * NANOS / limits.minBytesPerSecond();
    }

    private Refused tooLarge() {
        return new Refused(new Refusal.TooLarge(limits.maxBytes()));
    }

    private static Refused tooSlow() {
        return new Refused(new Refusal.TooSlow());
    }

    private static Refused broken() {
        return new Refused(new Refusal.Malformed(
                ProtocolError.of(400, ErrorCode.INVALID_REQUEST, "The body is incomplete or badly framed")));
    }
}
