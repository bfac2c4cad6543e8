package io.nexusmcp.hub;

import java.util.concurrent.CountDownLatch;
import sun.misc.Signal;

/** Waits for SIGTERM or SIGINT, so that the program ends by itself and with 0; a second signal ends it at once. */
final class StopSignal {
    private static final int IMPATIENT = 130;

    private final CountDownLatch asked = new CountDownLatch(1);

    private StopSignal() {}

    static StopSignal install() {
        var stop = new StopSignal();
        Signal.handle(new Signal("TERM"), _ -> stop.ask());
        Signal.handle(new Signal("INT"), _ -> stop.ask());
        return stop;
    }

    private void ask() {
        if (asked.getCount() == 0) {
            Runtime.getRuntime().halt(IMPATIENT);
        }
        asked.countDown();
    }

    void await() throws InterruptedException {
        asked.await();
    }
}
