package io.nexusmcp.core.limit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts requests by key, exactly under any concurrency. Holds at most {@value #MAX_KEYS} keys; when that many are
 * busy, those that are full again are dropped, and if none is, new keys share one bucket.
 */
public final class RateLimiter {
    static final int MAX_KEYS = 100_000;
    private static final String OVERFLOW = "";
    private static final long DROP_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final RateLimit limit;
    private final TimeMeter clock;
    private final long capacity;
    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final AtomicLong nextDrop;

    public RateLimiter(RateLimit limit, TimeMeter clock) {
        this.limit = limit;
        this.clock = clock;
        this.capacity = (long) limit.requests() + limit.burst();
        this.nextDrop = new AtomicLong(clock.currentTimeNanos());
    }

    public RateLimiter(RateLimit limit) {
        this(limit, TimeMeter.SYSTEM_NANOTIME);
    }

    public RateLimit limit() {
        return limit;
    }

    public Allowance take(String key) {
        var bucket = buckets.get(key);
        if (bucket == null) {
            bucket = add(key);
        }
        var probe = bucket.tryConsumeAndReturnRemaining(1);
        return new Allowance(
                probe.isConsumed(),
                limit.requests(),
                probe.getRemainingTokens(),
                Duration.ofNanos(probe.getNanosToWaitForRefill()),
                Duration.ofNanos(probe.getNanosToWaitForReset()));
    }

    private Bucket add(String key) {
        if (buckets.size() >= MAX_KEYS && mayDrop()) {
            buckets.values().removeIf(bucket -> bucket.getAvailableTokens() >= capacity);
        }
        var bounded = buckets.size() >= MAX_KEYS ? OVERFLOW : key;
        return buckets.computeIfAbsent(bounded, _ -> newBucket());
    }

    /** Looking through all keys takes milliseconds, which newcomers must not make the hub spend for each request. */
    private boolean mayDrop() {
        long now = clock.currentTimeNanos();
        long due = nextDrop.get();
        return now - due >= 0 && nextDrop.compareAndSet(due, now + DROP_EVERY_NANOS);
    }

    private Bucket newBucket() {
        return Bucket.builder()
                .addLimit(bandwidth -> bandwidth
                        .capacity(capacity)
                        .refillGreedy(limit.requests(), limit.period())
                        .initialTokens(capacity))
                .withCustomTimePrecision(clock)
                .build();
    }
}
