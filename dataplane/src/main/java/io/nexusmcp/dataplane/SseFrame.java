package io.nexusmcp.dataplane;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.nexusmcp.protocol.json.JsonSlice;
import java.nio.ByteBuffer;

/** Pieces of a {@code text/event-stream}. */
final class SseFrame {
    private static final byte[] BEFORE = "event: message\ndata: ".getBytes(US_ASCII);
    private static final byte[] AFTER = "\n\n".getBytes(US_ASCII);
    private static final byte[] COMMENT = ":\n\n".getBytes(US_ASCII);

    private SseFrame() {}

    /** One message as one event. Line breaks between JSON tokens become spaces, so that the data stays one line. */
    static ByteBuffer event(JsonSlice message) {
        int length = message.length();
        var bytes = new byte[BEFORE.length + length + AFTER.length];
        System.arraycopy(BEFORE, 0, bytes, 0, BEFORE.length);
        message.buffer().get(bytes, BEFORE.length, length);
        for (int at = BEFORE.length; at < BEFORE.length + length; at++) {
            if (bytes[at] == '\n' || bytes[at] == '\r') {
                bytes[at] = ' ';
            }
        }
        System.arraycopy(AFTER, 0, bytes, BEFORE.length + length, AFTER.length);
        return ByteBuffer.wrap(bytes);
    }

    static ByteBuffer comment() {
        return ByteBuffer.wrap(COMMENT);
    }
}
