package io.nexusmcp.protocol.sse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.nexusmcp.protocol.json.JsonSlice;
import java.time.Duration;

/** Pieces of a {@code text/event-stream}, as bytes. */
public final class SseText {
    private static final byte[] END = "\n\n".getBytes(US_ASCII);

    private SseText() {}

    /** One JSON-RPC message as one event; its data is one line, whatever line breaks stand between its tokens. */
    public static byte[] event(JsonSlice message) {
        return framed("event: message\ndata: ", message);
    }

    /** The same with an id, from which a legacy client may resume. */
    public static byte[] event(String id, JsonSlice message) {
        return framed("event: message\n" + id(id) + "data: ", message);
    }

    /** What keeps an idle stream open. */
    public static byte[] comment() {
        return ":\n\n".getBytes(US_ASCII);
    }

    /** An id without data, so that the stream can be resumed from its beginning; for 2025-11-25 and later only. */
    public static byte[] priming(String id, Duration retry) {
        return (id(id) + "retry: " + retry.toMillis() + "\ndata:\n\n").getBytes(US_ASCII);
    }

    private static byte[] framed(String head, JsonSlice message) {
        var start = head.getBytes(US_ASCII);
        var line = message.onOneLine();
        var bytes = new byte[start.length + line.length() + END.length];
        System.arraycopy(start, 0, bytes, 0, start.length);
        int at = line.copyTo(bytes, start.length);
        System.arraycopy(END, 0, bytes, at, END.length);
        return bytes;
    }

    private static String id(String id) {
        if (id.isEmpty() || !id.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new IllegalArgumentException("an event id is visible ASCII");
        }
        return "id: " + id + "\n";
    }
}
