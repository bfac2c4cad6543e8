package io.nexusmcp.protocol.sse;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads the events of a {@code text/event-stream} as the HTML standard says, each line and event of bounded size. An
 * event is given as soon as its empty line is there; one without data, such as a priming event, only moves the id.
 * For one thread.
 */
public final class SseReader {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final int MAX_RETRY_DIGITS = 9;
    /** Longer than any server takes back in a header; what follows such an id cannot be asked for. */
    private static final int MAX_ID_LENGTH = 8_192;
    /** Buffers that grew larger are not kept, since a stream may be silent for hours after one large event. */
    private static final int KEPT_BYTES = 8_192;

    private final InputStream in;
    private final int maxLineBytes;
    private final int maxEventBytes;
    private final Room room;
    private final byte[] chunk = new byte[8_192];
    private int chunkAt;
    private int chunkEnd;
    private boolean isFirstLine = true;
    private boolean afterReturn;

    private ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private ByteArrayOutputStream data = new ByteArrayOutputStream(256);
    private String name = "";
    private Optional<String> id = Optional.empty();
    private Optional<String> lastEventId = Optional.empty();
    private Optional<Duration> retry = Optional.empty();

    public SseReader(InputStream in, int maxLineBytes, int maxEventBytes) {
        this(in, maxLineBytes, maxEventBytes, _ -> {});
    }

    /** @param room asked before each reading */
    public SseReader(InputStream in, int maxLineBytes, int maxEventBytes, Room room) {
        this.in = in;
        this.maxLineBytes = maxLineBytes;
        this.maxEventBytes = maxEventBytes;
        this.room = room;
    }

    /** Whether there is room for what a stream sends. */
    @FunctionalInterface
    public interface Room {
        /**
         * Fails where there is none.
         *
         * @param bytes what has come of the event so far that is not finished
         */
        void holds(long bytes) throws IOException;
    }

    /** The next event with data; empty at the end of the stream, which drops an unfinished event. */
    public Optional<SseEvent> next() throws IOException {
        while (readLine()) {
            if (line.size() > 0) {
                field(line.toByteArray());
                continue;
            }
            lastEventId = id;
            var event = new SseEvent(name.isEmpty() ? "message" : name, withoutLastFeed(), lastEventId);
            data = emptied(data);
            name = "";
            if (event.data().length > 0) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }

    /** The id of the last event that was finished, also of one without data: nothing before it has to come again. */
    public Optional<String> lastEventId() {
        return lastEventId;
    }

    /** How long the server asks to wait before the stream is opened again. */
    public Optional<Duration> retry() {
        return retry;
    }

    private void field(byte[] text) throws SseTooLarge {
        int colon = 0;
        while (colon < text.length && text[colon] != ':') {
            colon++;
        }
        int from = Math.min(text.length, colon + 1);
        if (from < text.length && text[from] == ' ') {
            from++;
        }
        switch (new String(text, 0, colon, UTF_8)) {
            case "data" -> data(text, from);
            case "event" -> name = value(text, from);
            case "id" -> id(value(text, from));
            case "retry" -> retry(value(text, from));
            default -> {} // a comment, whose name is empty, or a field of a later standard
        }
    }

    private void data(byte[] text, int from) throws SseTooLarge {
        if (data.size() + text.length - from > maxEventBytes) {
            throw new SseTooLarge("an event", maxEventBytes);
        }
        data.write(text, from, text.length - from);
        data.write('\n');
    }

    private void id(String value) {
        if (value.indexOf('\0') < 0) {
            id = value.isEmpty() || value.length() > MAX_ID_LENGTH ? Optional.empty() : Optional.of(value);
        }
    }

    private void retry(String value) {
        boolean isNumber = !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
        if (isNumber && value.length() <= MAX_RETRY_DIGITS) {
            retry = Optional.of(Duration.ofMillis(Long.parseLong(value)));
        }
    }

    private static String value(byte[] text, int from) {
        return new String(text, from, text.length - from, UTF_8);
    }

    private byte[] withoutLastFeed() {
        var bytes = data.toByteArray();
        return bytes.length == 0 ? bytes : Arrays.copyOf(bytes, bytes.length - 1);
    }

    /** Fills {@link #line}; false at the end of the stream, where a line without end is dropped. */
    private boolean readLine() throws IOException {
        line = emptied(line);
        while (true) {
            if (chunkAt == chunkEnd && !readChunk()) {
                return false;
            }
            if (afterReturn && chunk[chunkAt] == '\n') {
                chunkAt++;
                afterReturn = false;
                continue;
            }
            afterReturn = false;
            if (readToLineEnd()) {
                return true;
            }
        }
    }

    /** Moves what the chunk has of the line; true when the line ended in it. */
    private boolean readToLineEnd() throws SseTooLarge {
        int from = chunkAt;
        while (chunkAt < chunkEnd && chunk[chunkAt] != '\n' && chunk[chunkAt] != '\r') {
            chunkAt++;
        }
        if (line.size() + chunkAt - from > maxLineBytes) {
            throw new SseTooLarge("a line", maxLineBytes);
        }
        line.write(chunk, from, chunkAt - from);
        if (chunkAt == chunkEnd) {
            return false;
        }
        afterReturn = chunk[chunkAt++] == '\r';
        dropByteOrderMark();
        return true;
    }

    private void dropByteOrderMark() {
        if (isFirstLine) {
            isFirstLine = false;
            var bytes = line.toByteArray();
            int marked = BYTE_ORDER_MARK.length;
            if (bytes.length >= marked && Arrays.equals(bytes, 0, marked, BYTE_ORDER_MARK, 0, marked)) {
                line.reset();
                line.write(bytes, marked, bytes.length - marked);
            }
        }
    }

    private static ByteArrayOutputStream emptied(ByteArrayOutputStream buffer) {
        if (buffer.size() > KEPT_BYTES) {
            return new ByteArrayOutputStream(256);
        }
        buffer.reset();
        return buffer;
    }

    private boolean readChunk() throws IOException {
        room.holds((long) line.size() + data.size() + name.length());
        int count = in.read(chunk);
        chunkAt = 0;
        chunkEnd = Math.max(0, count);
        return count > 0;
    }
}
