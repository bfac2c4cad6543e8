package io.nexusmcp.core.pipeline;

import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Optional;
import java.util.function.Supplier;

/** The log of one answer, which costs nothing unless the answer becomes a stream. */
final class CallLog implements StreamLog {
    private final boolean isPrimed;
    private final Supplier<NamedStream> opener;
    private Optional<NamedStream> stream = Optional.empty();
    private Runnable whenTakenOver = () -> {};

    CallLog(boolean isPrimed, Supplier<NamedStream> opener) {
        this.isPrimed = isPrimed;
        this.opener = opener;
    }

    private synchronized NamedStream stream() {
        if (stream.isEmpty()) {
            var opened = opener.get();
            opened.kept().takeOver(whenTakenOver);
            stream = Optional.of(opened);
        }
        return stream.get();
    }

    @Override
    public boolean isPrimed() {
        return isPrimed;
    }

    @Override
    public Optional<Priming> priming() {
        return isPrimed ? stream().priming(0) : Optional.empty();
    }

    @Override
    public String keep(JsonSlice message) {
        var open = stream();
        return open.eventId(open.kept().append(message));
    }

    @Override
    public synchronized void end(boolean hasReachedClient) {
        stream.ifPresent(open -> open.kept().end(hasReachedClient));
    }

    @Override
    public synchronized void whenTakenOver(Runnable action) {
        whenTakenOver = action;
    }
}
