package io.nexusmcp.dataplane;

import io.nexusmcp.web.Ticker;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All answers that are not complete, with the one thread that keeps their streams alive: no call has a timer. */
final class OpenAnswers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenAnswers.class);

    private final Set<OpenAnswer> open = ConcurrentHashMap.newKeySet();
    private final Ticker ticker;

    OpenAnswers(StreamSettings settings) {
        long period = Math.clamp(settings.callBeat().toMillis() / 2, 10, 250);
        this.ticker = new Ticker("heartbeats", Duration.ofMillis(period), this::tick);
    }

    void start() {
        ticker.start();
    }

    @Override
    public void close() {
        ticker.close();
    }

    void add(OpenAnswer answer) {
        open.add(answer);
    }

    void remove(OpenAnswer answer) {
        open.remove(answer);
    }

    int count() {
        return open.size();
    }

    private void tick() {
        long now = System.nanoTime();
        open.forEach(answer -> tick(answer, now));
    }

    /** One that cannot be kept alive must not cost the others their beat. */
    private void tick(OpenAnswer answer, long now) {
        try {
            answer.tick(now);
        } catch (RuntimeException fault) {
            open.remove(answer);
            LOG.warn("an answer could not be kept alive", fault);
        }
    }
}
