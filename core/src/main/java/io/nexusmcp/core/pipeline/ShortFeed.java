package io.nexusmcp.core.pipeline;

import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;
import java.util.Optional;

/** One message, and then the end of the stream. For one thread. */
final class ShortFeed implements NotificationFeed {
    private final JsonSlice only;
    private int given;

    ShortFeed(JsonSlice only) {
        this.only = only;
    }

    @Override
    public Optional<JsonSlice> next(Duration patience) {
        return given++ == 0 ? Optional.of(only) : Optional.empty();
    }

    @Override
    public boolean isEnded() {
        return given > 1;
    }

    @Override
    public void close() {
        // nothing is open
    }
}
