package io.nexusmcp.web;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that does one short thing again and again, whatever it throws, until it is closed. */
public final class Ticker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

    private final Duration period;
    private final Runnable action;
    private final Thread thread;

    public Ticker(String name, Duration period, Runnable action) {
        this.period = period;
        this.action = action;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Thread.sleep(period);
                action.run();
            } catch (InterruptedException _) {
                return;
            } catch (RuntimeException fault) {
                LOG.error("{} failed once and goes on", thread.getName(), fault);
            }
        }
    }
}
