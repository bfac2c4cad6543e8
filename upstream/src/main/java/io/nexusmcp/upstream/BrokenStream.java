package io.nexusmcp.upstream;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.route.Exchange;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Asks a server for the rest of an answer whose stream broke off, or which it ended on purpose to be asked again. The
 * call is never sent a second time. For one thread.
 */
final class BrokenStream {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration LEAST_PAUSE = Duration.ofMillis(50);
    private static final long SLICE_MILLIS = 250;
    private static final int MAX_FAILURES = 5;
    private static final int MAX_ROUNDS = 200;

    private final AnswerReader reader;
    private final Exchange exchange;
    private final Deadline deadline;
    private final Function<String, HttpAnswer> goOn;
    private final CountDownLatch cancelled = new CountDownLatch(1);

    /** @param goOn asks for what follows after a place */
    BrokenStream(AnswerReader reader, Exchange exchange, Deadline deadline, Function<String, HttpAnswer> goOn) {
        this.reader = reader;
        this.exchange = exchange;
        this.deadline = deadline;
        this.goOn = goOn;
    }

    /** The answer, or what broke the stream where the server cannot or will not go on. */
    HttpAnswer mended(UpstreamException broken) {
        if (broken instanceof UpstreamException.Overdue) {
            throw broken;
        }
        exchange.onCancel(cancelled::countDown);
        int failures = 0;
        for (int round = 0; round < MAX_ROUNDS && failures < MAX_FAILURES; round++) {
            var place = reader.resumesAfter().orElseThrow(() -> broken);
            pause();
            int streams = reader.streams();
            try {
                return goOn.apply(place);
            } catch (UpstreamException.Overdue late) {
                throw late;
            } catch (UpstreamException.HttpStatus refused) {
                if (refused.status() < 500 && refused.status() != 429) {
                    throw broken;
                }
                failures++;
            } catch (UpstreamException again) {
                failures = reader.streams() > streams ? 0 : failures + 1;
            }
        }
        throw broken;
    }

    /** As long as the server asks, but never without any pause and not past the end of the call. */
    private void pause() {
        var asked = reader.retry().orElse(PAUSE);
        long left = Math.max(asked.toMillis(), LEAST_PAUSE.toMillis());
        try {
            while (left > 0) {
                long slice = Math.min(left, SLICE_MILLIS);
                if (cancelled.await(slice, TimeUnit.MILLISECONDS)) {
                    throw new Refused(new Refusal.Cancelled());
                }
                if (deadline.isOver()) {
                    throw new UpstreamException.Overdue();
                }
                left -= slice;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new UpstreamException("interrupted");
        }
    }
}
