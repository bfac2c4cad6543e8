package io.nexusmcp.core;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Says in the log that something goes on failing, without filling it: at once with the cause, then a line a minute,
 * and when it works again. Safe for use by many threads.
 */
public final class Outage {
    private static final long EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Logger log;
    private final String what;
    private final LongSupplier nanos;
    private volatile boolean isOn;
    private long failures;
    private long nextWord;

    /** @param what fails, as a sentence without its full stop */
    public Outage(Logger log, String what) {
        this(log, what, System::nanoTime);
    }

    Outage(Logger log, String what, LongSupplier nanos) {
        this.log = log;
        this.what = what;
        this.nanos = nanos;
    }

    public synchronized void failed(Throwable cause) {
        failures++;
        long now = nanos.getAsLong();
        if (isOn && now - nextWord < 0) {
            return;
        }
        if (isOn) {
            log.error("{}; {} times by now", what, failures);
        } else {
            log.error("{}", what, cause);
        }
        isOn = true;
        nextWord = now + EVERY_NANOS;
    }

    /** Costs nothing while all is well. */
    public void worked() {
        if (isOn) {
            end();
        }
    }

    private synchronized void end() {
        if (isOn) {
            log.warn("over after {} failures: {}", failures, what);
            isOn = false;
            failures = 0;
        }
    }
}
