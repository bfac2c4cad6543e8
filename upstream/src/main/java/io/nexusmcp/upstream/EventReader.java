package io.nexusmcp.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads the events of a {@code text/event-stream}, each of bounded size. */
final class EventReader {
    private final InputStream in;
    private final int maxBytes;
    private final byte[] chunk = new byte[8_192];
    private int at;
    private int end;
    private boolean isFirst = true;
    private boolean afterReturn;

    EventReader(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    /** One event. */
    static final class Event {
        private final String type;
        private final byte[] data;

        private Event(String type, byte[] data) {
            this.type = type;
            this.data = data;
        }

        /** {@code message} where the stream names none. */
        String type() {
            return type;
        }

        byte[] data() {
            return data;
        }
    }

    /** The next event with data; null at the end of the stream, which ends an unfinished event as well. */
    @Nullable Event next() throws IOException {
        var data = new ByteArrayOutputStream();
        var type = "message";
        boolean hasData = false;
        for (var line = line(); line != null; line = line()) {
            if (line.length == 0) {
                if (hasData && data.size() > 0) {
                    return new Event(type, data.toByteArray());
                }
                hasData = false;
                data.reset();
                type = "message";
                continue;
            }
            int colon = indexOf(line, ':');
            var name = new String(line, 0, colon, UTF_8);
            int from = Math.min(line.length, colon + 1);
            if (from < line.length && line[from] == ' ') {
                from++;
            }
            if (name.equals("event")) {
                type = new String(line, from, line.length - from, UTF_8);
            } else if (name.equals("data")) {
                if (hasData) {
                    data.write('\n');
                }
                hasData = true;
                data.write(line, from, line.length - from);
                if (data.size() > maxBytes) {
                    throw new BodyTooLarge();
                }
            }
        }
        return null;
    }

    private static int indexOf(byte[] line, char wanted) {
        for (int i = 0; i < line.length; i++) {
            if (line[i] == wanted) {
                return i;
            }
        }
        return line.length;
    }

    private byte @Nullable [] line() throws IOException {
        var line = new ByteArrayOutputStream();
        while (true) {
            int c = read();
            if (c < 0) {
                return null;
            }
            if (c == '\n' && afterReturn) {
                afterReturn = false;
                continue;
            }
            afterReturn = c == '\r';
            if (c == '\n' || c == '\r') {
                return line.toByteArray();
            }
            if (line.size() >= maxBytes) {
                throw new BodyTooLarge();
            }
            line.write(c);
        }
    }

    private int read() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(chunk));
            if (end == 0) {
                return -1;
            }
            if (isFirst) {
                isFirst = false;
                if (end >= 3 && chunk[0] == (byte) 0xEF && chunk[1] == (byte) 0xBB && chunk[2] == (byte) 0xBF) {
                    at = 3;
                }
            }
        }
        return at == end ? read() : chunk[at++] & 0xFF;
    }
}
