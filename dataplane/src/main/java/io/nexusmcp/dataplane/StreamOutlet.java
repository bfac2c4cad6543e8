package io.nexusmcp.dataplane;

import io.nexusmcp.dataplane.conversation.Ending;
import io.nexusmcp.dataplane.conversation.Outlet;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/** The stream of one HTTP+SSE connection. */
final class StreamOutlet implements Outlet {
    private final OpenAnswer stream;
    private final AtomicBoolean isEnded = new AtomicBoolean();

    StreamOutlet(OpenAnswer stream) {
        this.stream = stream;
    }

    @Override
    public void send(JsonSlice message) {
        stream.send(message);
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
