package io.nexusmcp.core.limit;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many things one key may have open at the same time, and all keys together. Safe for use by many threads. */
public final class Concurrency {
    private final int maxPerKey;
    private final int maxInAll;
    private final AtomicInteger inAll = new AtomicInteger();
    private final ConcurrentHashMap<String, AtomicInteger> open = new ConcurrentHashMap<>();

    public Concurrency(int maxPerKey, int maxInAll) {
        this.maxPerKey = maxPerKey;
        this.maxInAll = maxInAll;
    }

    /** Only counts; who enters says how many there may be. */
    public static Concurrency unlimited() {
        return new Concurrency(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /** One open place; closing gives it back. */
    public interface Place extends AutoCloseable {
        @Override
        void close();
    }

    /** A place, or empty when the key or all together have as many as they may. */
    public Optional<Place> enter(String key) {
        return enter(key, maxPerKey, maxInAll);
    }

    /** As {@link #enter(String)}, under limits that hold now. */
    public Optional<Place> enter(String key, Quota now) {
        return enter(key, now.perCaller(), now.inAll());
    }

    private Optional<Place> enter(String key, int perKey, int all) {
        if (inAll.incrementAndGet() > all) {
            inAll.decrementAndGet();
            return Optional.empty();
        }
        var counted = open.compute(key, (_, count) -> {
            var counter = count == null ? new AtomicInteger() : count;
            counter.incrementAndGet();
            return counter;
        });
        if (counted.get() > perKey) {
            leave(key);
            return Optional.empty();
        }
        return Optional.of(() -> leave(key));
    }

    /** Whether these are its limits, so that a new configuration need not replace it. */
    public boolean isFor(int perKey, int all) {
        return maxPerKey == perKey && maxInAll == all;
    }

    public int maxPerKey() {
        return maxPerKey;
    }

    public int open() {
        return inAll.get();
    }

    private void leave(String key) {
        open.computeIfPresent(key, (_, count) -> count.decrementAndGet() == 0 ? null : count);
        inAll.decrementAndGet();
    }
}
