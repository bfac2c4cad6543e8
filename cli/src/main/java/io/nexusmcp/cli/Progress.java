package io.nexusmcp.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Supplier;

/** Shows on a terminal that something is going on and for how long; shows nothing elsewhere. */
final class Progress {
    private static final Duration TICK = Duration.ofMillis(200);
    private static final String[] TURNS = {"|", "/", "-", "\\"};
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter out;
    private final Thread ticker;
    private final boolean isShown;

    /** Gives what the work gives. */
    static <T> T during(Shell shell, String what, Supplier<T> work) {
        var progress = new Progress(shell, what);
        try {
            return work.get();
        } finally {
            progress.close();
        }
    }

    private Progress(Shell shell, String what) {
        this.out = shell.err();
        this.isShown = shell.isTerminal();
        this.ticker = Thread.ofPlatform().daemon().name("progress").unstarted(() -> tick(what));
        if (isShown) {
            ticker.start();
        }
    }

    private void tick(String what) {
        long started = System.nanoTime();
        try {
            for (int turn = 0; ; turn++) {
                long seconds = Duration.ofNanos(System.nanoTime() - started).toSeconds();
                out.print(ERASE + TURNS[turn % TURNS.length] + " " + what + " " + seconds + " s");
                out.flush();
                Thread.sleep(TICK);
            }
        } catch (InterruptedException _) {
            // closed: the thread ends
        }
    }

    private void close() {
        if (!isShown) {
            return;
        }
        ticker.interrupt();
        try {
            ticker.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        out.print(ERASE);
        out.flush();
    }
}
