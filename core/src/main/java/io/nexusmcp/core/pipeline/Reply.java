package io.nexusmcp.core.pipeline;

import io.nexusmcp.protocol.json.JsonSlice;
import java.util.Map;

/** What goes back to the client; {@code headers} are added to the answer. */
public sealed interface Reply {
    Map<String, String> headers();

    /** One JSON body, or the last event of the stream where one was opened. */
    record Json(int status, JsonSlice body, Map<String, String> headers) implements Reply {}

    /** A status without a body, such as 202 for a notification. */
    record Empty(int status, Map<String, String> headers) implements Reply {}

    /** A stream that stays open, a legacy GET or a modern listen; {@code feed} fills it until either side ends it. */
    record Listen(NotificationFeed feed, Map<String, String> headers) implements Reply {}

    /** A connection that may be kept open for messages; whoever keeps it closes {@code connection} at its end. */
    record Connected(OpenConnection connection) implements Reply {
        @Override
        public Map<String, String> headers() {
            return Map.of();
        }
    }
}
