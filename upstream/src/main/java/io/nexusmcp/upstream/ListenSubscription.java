package io.nexusmcp.upstream;

import io.nexusmcp.protocol.ListenFilter;
import io.nexusmcp.protocol.Message;
import io.nexusmcp.protocol.ProtocolException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** One {@code subscriptions/listen} request at a modern server, from its acknowledgement to its end. */
final class ListenSubscription {
    private static final ListenFilter NOTHING = new ListenFilter(Set.of(), Set.of());

    private final ListenFilter wanted;
    private final LinkEvents events;
    private Optional<ListenFilter> honoured = Optional.empty();
    private Optional<String> over = Optional.empty();
    private Optional<Runnable> end = Optional.empty();
    private boolean isEnded;

    ListenSubscription(ListenFilter wanted, LinkEvents events) {
        this.wanted = wanted;
        this.events = events;
    }

    /** Whether it serves this filter still, or was refused so that asking again is of no use. */
    synchronized boolean serves(ListenFilter filter) {
        return wanted.equals(filter) && (over.isEmpty() || isRefused());
    }

    private boolean isRefused() {
        return honoured.filter(NOTHING::equals).isPresent();
    }

    synchronized boolean isOpen() {
        return over.isEmpty() && honoured.isPresent();
    }

    synchronized boolean tells(Set<?> lists) {
        return isOpen() && honoured.orElse(NOTHING).lists().containsAll(lists);
    }

    /** What the server will not tell of. */
    synchronized Set<String> refused() {
        var refused = new HashSet<>(wanted.uris());
        refused.removeAll(honoured.orElse(NOTHING).uris());
        return refused;
    }

    /** Waits until the server has said what it honours; {@link UpstreamException} when it does not. */
    synchronized void acknowledged(Deadline deadline) {
        while (honoured.isEmpty()) {
            if (over.isPresent()) {
                throw new UpstreamException(over.get());
            }
            deadline.await(this);
        }
    }

    /** Takes a message that came under the id of the request. */
    void heard(Message message) {
        switch (message) {
            case Message.Notification note when note.method().equals(ListenFilter.ACKNOWLEDGED) -> honour(note);
            case Message.Notification note -> events.take(note);
            case Message.Failure failure -> refusedWith(failure.code());
            case Message.Result _ -> over("the server ended its stream of changes");
            case Message.Request _, Message.Batch _ -> over("the server sent what its era does not allow");
        }
    }

    private synchronized void honour(Message.Notification note) {
        try {
            honoured = Optional.of(ListenFilter.read(note.params()));
        } catch (ProtocolException _) {
            honoured = Optional.of(NOTHING);
        }
        notifyAll();
    }

    /** A server that refuses has heard what is wanted, and honours nothing of it. */
    private void refusedWith(int code) {
        synchronized (this) {
            if (honoured.isEmpty()) {
                honoured = Optional.of(NOTHING);
            }
        }
        over("the server refused to tell of changes with error " + code);
    }

    /** Nothing more comes. */
    void over(String why) {
        boolean isNews;
        synchronized (this) {
            isNews = over.isEmpty() && !isEnded && !isRefused();
            over = over.or(() -> Optional.of(why));
            notifyAll();
        }
        if (isNews) {
            events.missed();
        }
    }

    /** @param way how it is ended; taken at once where that was wanted already */
    void endsBy(Runnable way) {
        boolean isLate;
        synchronized (this) {
            isLate = isEnded;
            end = Optional.of(way);
        }
        if (isLate) {
            way.run();
        }
    }

    /** Nobody wants it any more. */
    void end() {
        Optional<Runnable> way;
        synchronized (this) {
            way = isEnded ? Optional.empty() : end;
            isEnded = true;
        }
        way.ifPresent(Runnable::run);
    }
}
