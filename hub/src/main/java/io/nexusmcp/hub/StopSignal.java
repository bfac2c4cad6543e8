package io.nexusmcp.hub;

import io.nexusmcp.hub.config.Signals;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Waits for SIGTERM or SIGINT, so that the program ends by itself and with 0; a second signal ends it at once. */
final class StopSignal {
    private static final int IMPATIENT = 130;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicBoolean isSignalled = new AtomicBoolean();

    private StopSignal() {}

    static StopSignal install() {
        var stop = new StopSignal();
        Signals.on("TERM", stop::ask);
        Signals.on("INT", stop::ask);
        return stop;
    }

    private void ask() {
        if (!isSignalled.compareAndSet(false, true)) {
            Runtime.getRuntime().halt(IMPATIENT);
        }
        asked.countDown();
    }

    /** Ends the waiting as a signal does, without being the first of two. */
    void noMoreToDo() {
        asked.countDown();
    }

    /** Waits no longer than so long; whether the signal came. */
    boolean await(Duration limit) throws InterruptedException {
        return asked.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    void await() throws InterruptedException {
        asked.await();
    }
}
