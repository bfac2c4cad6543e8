package io.nexusmcp.protocol.sse;

import java.util.Optional;

/** One event that carries data. */
public final class SseEvent {
    private final String name;
    private final byte[] data;
    private final Optional<String> lastEventId;

    SseEvent(String name, byte[] data, Optional<String> lastEventId) {
        this.name = name;
        this.data = data;
        this.lastEventId = lastEventId;
    }

    /** {@code message} where the stream names none. */
    public String name() {
        return name;
    }

    public boolean isMessage() {
        return name.equals("message");
    }

    /** The data lines joined by line feeds; the array is the caller's. */
    public byte[] data() {
        return data;
    }

    /** The id from which the stream could be resumed after this event. */
    public Optional<String> lastEventId() {
        return lastEventId;
    }
}
