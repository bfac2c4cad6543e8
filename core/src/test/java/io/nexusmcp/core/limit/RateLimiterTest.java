package io.nexusmcp.core.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private final AtomicLong nanos = new AtomicLong(1);
    private final TimeMeter clock = new TimeMeter() {
        @Override
        public long currentTimeNanos() {
            return nanos.get();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    };
    private final RateLimiter limiter = new RateLimiter(new RateLimit(60, Duration.ofMinutes(1), 5), clock);

    @Test
    void take_pastPeriodAndBurst_saysHowLongToWait() {
        for (int count = 0; count < 65; count++) {
            assertThat(limiter.take("ana").isGranted()).isTrue();
        }
        var refused = limiter.take("ana");
        assertThat(refused.isGranted()).isFalse();
        assertThat(refused.remaining()).isZero();
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(limiter.take("ben").isGranted()).isTrue();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(limiter.take("ana").isGranted()).isTrue();
        assertThat(limiter.take("ana").isGranted()).isFalse();
    }

    @Test
    void take_inARaceAtTheBoundary_grantsExactlyTheLimit() {
        var granted = new AtomicInteger();
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int count = 0; count < 200; count++) {
                threads.execute(() -> {
                    awaitUninterruptibly(start);
                    if (limiter.take("ana").isGranted()) {
                        granted.incrementAndGet();
                    }
                });
            }
            start.countDown();
        }
        assertThat(granted).hasValue(65);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void take_moreKeysThanItHolds_dropsFullBucketsAndStaysBounded() {
        var tight = new RateLimiter(new RateLimit(1, Duration.ofMinutes(1), 0), clock);
        for (int count = 0; count < RateLimiter.MAX_KEYS; count++) {
            tight.take("key" + count);
        }
        assertThat(tight.take("new").isGranted()).isTrue();
        assertThat(tight.take("newer").isGranted())
                .as("all busy: newcomers share one bucket")
                .isFalse();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(tight.take("newest").isGranted()).isTrue();
    }

    @Test
    void concurrency_isCountedPerKeyAndInAll() {
        var concurrency = new Concurrency(2, 3);
        var first = concurrency.enter("ana").orElseThrow();
        assertThat(concurrency.enter("ana")).isPresent();
        assertThat(concurrency.enter("ana")).isEmpty();
        assertThat(concurrency.enter("ben")).isPresent();
        assertThat(concurrency.enter("ben")).as("three in all").isEmpty();
        first.close();
        assertThat(concurrency.enter("ana")).isPresent();
        assertThat(concurrency.open()).isEqualTo(3);
    }
}
