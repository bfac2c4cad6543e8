package io.nexusmcp.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells everyone who listens that a list or a resource changed. */
final class Changes {
    /** One change: its notification, and the resource's address if it is about one. */
    record Change(String method, String uri) {}

    private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();

    void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    void leave(Consumer<Change> listener) {
        listeners.remove(listener);
    }

    void publish(String method, String uri) {
        var change = new Change(method, uri);
        listeners.forEach(listener -> listener.accept(change));
    }
}
