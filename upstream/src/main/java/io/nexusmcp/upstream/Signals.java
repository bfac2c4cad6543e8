package io.nexusmcp.upstream;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What others want of a supervisor, until it has the time. */
final class Signals {
    private final EnumSet<Signal> raised = EnumSet.noneOf(Signal.class);

    /** Strongest first. */
    enum Signal {
        STOP,
        RESTART,
        LOST,
        LOOK
    }

    synchronized void raise(Signal signal) {
        raised.add(signal);
        notifyAll();
    }

    synchronized void clear(Set<Signal> signals) {
        raised.removeAll(signals);
    }

    /** The strongest signal, which is taken away unless it is STOP; empty when none comes in time. */
    synchronized Optional<Signal> await(Duration time) throws InterruptedException {
        return await(EnumSet.allOf(Signal.class), time);
    }

    /** As {@link #await(Duration)}, for some signals; the others stay. */
    synchronized Optional<Signal> await(Set<Signal> wanted, Duration time) throws InterruptedException {
        var deadline = Deadline.in(time);
        while (true) {
            var signal = raised.stream().filter(wanted::contains).findFirst();
            long wait = deadline.remainingMillis();
            if (signal.isPresent() || wait == 0) {
                signal.filter(one -> one != Signal.STOP).ifPresent(raised::remove);
                return signal;
            }
            wait(wait);
        }
    }
}
