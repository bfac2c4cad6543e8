package io.nexusmcp.upstream;

import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Does the same to many things at once, each on a thread of its own, and waits for all. */
final class Together {
    private Together() {}

    static <T> void run(Collection<T> things, Consumer<T> action) {
        if (things.size() <= 1) {
            things.forEach(action);
            return;
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            things.forEach(thing -> threads.execute(() -> action.accept(thing)));
        }
    }
}
