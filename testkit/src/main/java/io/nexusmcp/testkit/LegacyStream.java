package io.nexusmcp.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** One resumable stream of a legacy session: what was sent on it, and the connection it is sent on at present. */
final class LegacyStream implements Outbound {
    /** Opens the answer to the request that the stream belongs to. */
    interface Opener {
        EventStream open() throws IOException;
    }

    private static final int RETRY_MILLIS = 500;
    private static final int KEPT = 1000;

    private final String name;
    private final boolean primes;
    private final Optional<Opener> opener;
    private final List<ObjectNode> history = new ArrayList<>();
    private Optional<EventStream> sink = Optional.empty();
    private boolean opened;
    private boolean finished;

    /** Without an opener, messages wait until somebody attaches. */
    LegacyStream(String name, boolean primes, Optional<Opener> opener) {
        this.name = name;
        this.primes = primes;
        this.opener = opener;
    }

    @Override
    public synchronized void send(ObjectNode message) {
        open();
        if (history.size() < KEPT) {
            history.add(message);
        }
        sink.ifPresent(events -> events.event(name + "-" + history.size(), message.toString()));
    }

    private void open() {
        if (opened || opener.isEmpty()) {
            return;
        }
        opened = true;
        try {
            attach(opener.get().open(), 0);
        } catch (IOException peerLeft) {
            sink = Optional.empty();
        }
    }

    @Override
    public synchronized void hangUp() {
        open();
        sink.ifPresent(EventStream::close);
        sink = Optional.empty();
    }

    /** Ends the stream with the response; false if it never became a stream and the response must be sent otherwise. */
    synchronized boolean finish(Optional<ObjectNode> response) {
        finished = true;
        if (!opened && response.isPresent()) {
            return false;
        }
        open();
        response.ifPresent(this::send);
        sink.ifPresent(EventStream::close);
        return true;
    }

    /** Continues on another connection after the given number of messages. */
    synchronized void attach(EventStream events, int after) {
        sink = Optional.of(events);
        if (primes) {
            events.prime(name + "-" + after, RETRY_MILLIS);
        }
        for (int i = after; i < history.size(); i++) {
            events.event(name + "-" + (i + 1), history.get(i).toString());
        }
        if (finished) {
            events.close();
        }
    }

    synchronized void detach(EventStream events) {
        sink = sink.filter(current -> current != events);
    }

    synchronized boolean attached() {
        return sink.isPresent();
    }
}
