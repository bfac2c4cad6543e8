package io.nexusmcp.protocol.sse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.nexusmcp.protocol.json.JsonSlice;
import java.nio.ByteBuffer;
import java.time.Duration;

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

    /** The same as one that the client can come again after. */
    public static ByteBuffer event(String id, JsonSlice message) {
        return joined(ByteBuffer.wrap(("id: " + id + "\n").getBytes(US_ASCII)), event(message));
    }

    /** Gives the client a place to go on from, and the time to wait before it does; without data, so it is no message. */
    public static ByteBuffer priming(String id, Duration retry) {
        return ByteBuffer.wrap(("id: " + id + "\nretry: " + retry.toMillis() + "\ndata: \n\n").getBytes(US_ASCII));
    }

    /** One after the other, to be written at once. */
    public static ByteBuffer joined(ByteBuffer first, ByteBuffer second) {
        return ByteBuffer.allocate(first.remaining() + second.remaining())
                .put(first)
                .put(second)
                .flip();
    }

    /** An event that is no message; neither part may have line breaks. */
    public static ByteBuffer named(String name, String data) {
        return ByteBuffer.wrap(("event: " + name + "\ndata: " + data + "\n\n").getBytes(US_ASCII));
    }

    /** What keeps an idle stream open. */
    public static ByteBuffer comment() {
        return ByteBuffer.wrap(COMMENT);
    }
}
