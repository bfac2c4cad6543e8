package io.nexusmcp.upstream;

import io.nexusmcp.protocol.ListKind;
import io.nexusmcp.protocol.ListenFilter;
import io.nexusmcp.protocol.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a modern server tells of changes on one connection. A filter cannot be changed, so another one is a new request,
 * and the old one ends when that is acknowledged.
 */
final class ListenStream implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Set<ListKind> lists;
    private final LinkEvents events;
    private final Carrier carrier;
    private Optional<ListenSubscription> current = Optional.empty();
    private boolean isClosed;

    /** @param lists those of which the server promises to tell */
    ListenStream(Set<ListKind> lists, LinkEvents events, Carrier carrier) {
        this.lists = Set.copyOf(lists);
        this.events = events;
        this.carrier = carrier;
    }

    /** Brings the request to the server, and to the subscription what comes back. */
    @FunctionalInterface
    interface Carrier {
        void open(JsonObject params, ListenSubscription subscription, Deadline deadline);
    }

    /** Has the server tell of its lists and of exactly these resources; gives those that it refuses. */
    synchronized Set<String> watch(Set<String> uris, Deadline deadline) {
        if (isClosed) {
            throw new UpstreamException("the connection was closed");
        }
        var wanted = new ListenFilter(lists, uris);
        if (current.filter(one -> one.serves(wanted)).isPresent()) {
            return current.get().refused();
        }
        boolean wasDeaf = current.filter(ListenSubscription::isOpen).isEmpty();
        var before = current;
        current = wanted.isEmpty() ? Optional.empty() : Optional.of(open(wanted, deadline.atMost(PATIENCE)));
        before.ifPresent(ListenSubscription::end);
        if (wasDeaf && current.isPresent()) {
            events.hears();
        }
        return current.map(ListenSubscription::refused).orElse(Set.of());
    }

    private ListenSubscription open(ListenFilter wanted, Deadline deadline) {
        var next = new ListenSubscription(wanted, events);
        try {
            carrier.open(wanted.params(), next, deadline);
            next.acknowledged(deadline);
            return next;
        } catch (UpstreamException e) {
            next.end();
            throw e;
        }
    }

    /** Whether the server tells of every list that it promised to tell of. */
    synchronized boolean announcesChanges() {
        return current.filter(one -> one.tells(lists)).isPresent();
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        current.ifPresent(ListenSubscription::end);
    }
}
