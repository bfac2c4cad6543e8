package io.nexusmcp.dataplane;

import io.nexusmcp.dataplane.conversation.Ending;
import io.nexusmcp.dataplane.conversation.Outlet;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** The stream of one HTTP+SSE connection. */
final class StreamOutlet implements Outlet {
    private final OpenAnswer stream;
    private final BooleanSupplier isOffered;
    private final AtomicBoolean isEnded = new AtomicBoolean();

    /** @param isOffered whether clients may have such streams, as configured now */
    StreamOutlet(OpenAnswer stream, BooleanSupplier isOffered) {
        this.stream = stream;
        this.isOffered = isOffered;
    }

    @Override
    public void send(JsonSlice message) {
        stream.send(message);
    }

    @Override
    public void look() {
        if (!isOffered.getAsBoolean()) {
            end(Ending.STOPPING);
        }
    }

    /** The end of a stream has no word for the reason. */
    @Override
    public void end(Ending why) {
        if (isEnded.compareAndSet(false, true)) {
            // a client that does not read must not delay who ends it
            Thread.ofVirtual().name("end-stream").start(() -> stream.finish(200, Map.of()));
        }
    }
}
