package io.nexusmcp.protocol.sse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.nexusmcp.protocol.json.JsonSlice;
import java.nio.ByteBuffer;

/** Pieces of a {@code text/event-stream}, as bytes. */
public final class SseText {
    private static final byte[] START = "event: message\ndata: ".getBytes(US_ASCII);
    private static final byte[] END = "\n\n".getBytes(US_ASCII);
    private static final byte[] COMMENT = ":\n\n".getBytes(US_ASCII);

    private SseText() {}

    /** One JSON-RPC message as one event; its data is one line, whatever line breaks stand between its tokens. */
    public static ByteBuffer event(JsonSlice message) {
        var line = message.onOneLine();
        var bytes = new byte[START.length + line.length() + END.length];
        System.arraycopy(START, 0, bytes, 0, START.length);
        int at = line.copyTo(bytes, START.length);
        System.arraycopy(END, 0, bytes, at, END.length);
        return ByteBuffer.wrap(bytes);
    }

    /** What keeps an idle stream open. */
    public static ByteBuffer comment() {
        return ByteBuffer.wrap(COMMENT);
    }
}
