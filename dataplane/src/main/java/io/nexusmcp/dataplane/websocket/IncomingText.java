package io.nexusmcp.dataplane.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.web.BodyBudget;
import io.nexusmcp.web.BodyReader;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Optional;

/**
 * Puts one message together from its parts, within the size, time and pace of an HTTP body, and in no more parts than
 * an honest client sends. Safe for use by many threads.
 */
final class IncomingText {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long GRACE_NANOS = Duration.ofSeconds(2).toNanos();
    /** So many however small, and one more for each kilobyte. */
    private static final int FREE_PARTS = 1_024;

    private final BodyBudget budget;
    private BodyReader.Limits limits = new BodyReader.Limits(0, Duration.ZERO, 0);
    private ByteArrayOutputStream text = new ByteArrayOutputStream(0);
    private int parts;
    private long since;
    private long taken;
    private boolean isDropped;

    IncomingText(BodyBudget budget) {
        this.budget = budget;
    }

    /** What is wrong with what a client sends. */
    enum Flaw {
        TOO_LARGE,
        TOO_MANY_PARTS
    }

    /** Takes one part; {@link io.nexusmcp.core.Refused} when there is no memory for it now. */
    synchronized Optional<Flaw> add(String part, BodyReader.Limits now, long nanoTime) {
        if (isDropped) {
            return Optional.empty();
        }
        if (parts++ == 0) {
            limits = now;
            since = nanoTime;
        }
        var bytes = part.getBytes(UTF_8);
        if (bytes.length > limits.maxBytes() - text.size()) {
            return Optional.of(Flaw.TOO_LARGE);
        }
        if (parts > FREE_PARTS + text.size() / 1_024) {
            return Optional.of(Flaw.TOO_MANY_PARTS);
        }
        budget.take(taken, bytes.length);
        taken += bytes.length;
        text.write(bytes, 0, bytes.length);
        return Optional.empty();
    }

    /** The whole message, whose memory is the taker's to give back. */
    synchronized byte[] take() {
        var whole = text.toByteArray();
        text = new ByteArrayOutputStream(0);
        parts = 0;
        taken = 0;
        return whole;
    }

    /** Whether a message has begun that does not come to its end. */
    synchronized boolean isOverdue(long nanoTime) {
        if (parts == 0) {
            return false;
        }
        long pace = limits.minBytesPerSecond() == 0
                ? Long.MAX_VALUE
                : GRACE_NANOS + text.size() * SECOND / limits.minBytesPerSecond();
        return nanoTime - since > Math.min(limits.timeout().toNanos(), pace);
    }

    /** Drops what has come, and what still comes. */
    synchronized void drop() {
        isDropped = true;
        budget.giveBack(taken);
        take();
    }
}
