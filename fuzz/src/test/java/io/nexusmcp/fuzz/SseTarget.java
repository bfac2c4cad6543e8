package io.nexusmcp.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.protocol.sse.SseReader;
import io.nexusmcp.protocol.sse.SseTooLarge;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The reader gives the events that the HTML standard names, in whatever pieces the stream comes. */
public final class SseTarget {
    private static final int MAX_LINE = 60;
    private static final int MAX_EVENT = 100;

    private SseTarget() {}

    /** The first two bytes say how the rest is cut. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length < 2) {
            return;
        }
        int first = 1 + (input[0] & 15);
        int second = 1 + (input[1] & 63);
        var stream = new ByteArrayInputStream(input, 2, input.length - 2).readAllBytes();
        var whole = read(new ByteArrayInputStream(stream));
        Finding.unless(whole.equals(byTheBook(new String(stream, ISO_8859_1))), "events are those of the standard");
        Finding.unless(whole.equals(read(cut(stream, first, second))), "pieces do not matter");
        Finding.unless(whole.equals(read(cut(stream, 1, 1))), "pieces of one byte do not matter");
    }

    private static InputStream cut(byte[] stream, int first, int second) {
        return new ByteArrayInputStream(stream) {
            private boolean isFirst;

            @Override
            public synchronized int read(byte[] target, int from, int length) {
                isFirst = !isFirst;
                return super.read(target, from, Math.min(length, isFirst ? first : second));
            }
        };
    }

    private static List<String> read(InputStream in) {
        var seen = new ArrayList<String>();
        var reader = new SseReader(in, MAX_LINE, MAX_EVENT);
        try {
            for (var event = reader.next(); event.isPresent(); event = reader.next()) {
                seen.add(event(
                        event.get().name(), event.get().data(), event.get().lastEventId()));
            }
            seen.add(reader.lastEventId() + " " + reader.retry().map(wait -> wait.toMillis()));
        } catch (SseTooLarge _) {
            seen.add("too large");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return seen;
    }

    private static String event(String name, byte[] data, Optional<String> id) {
        return name + "|" + new String(data, ISO_8859_1) + "|" + id;
    }

    /** Section 9.2.6 of the standard over a whole text of one character a byte, except that no data is no event. */
    private static List<String> byTheBook(String stream) {
        var seen = new ArrayList<String>();
        var text = stream.startsWith("\u00ef\u00bb\u00bf") ? stream.substring(3) : stream;
        int marked = stream.length() - text.length();
        var lines = text.split("\r\n|\n|\r", -1);
        var state = new Standard(seen);
        for (int at = 0; at < lines.length; at++) {
            if (lines[at].length() + (at == 0 ? marked : 0) > MAX_LINE) {
                seen.add("too large");
                return seen;
            }
            if (at < lines.length - 1 && !state.line(lines[at])) {
                seen.add("too large");
                return seen;
            }
        }
        seen.add(state.lastId + " " + state.retry);
        return seen;
    }

    /** The buffers of the standard. */
    private static final class Standard {
        private final List<String> seen;
        private final StringBuilder data = new StringBuilder();
        private String type = "";
        private Optional<String> id = Optional.empty();
        private Optional<String> lastId = Optional.empty();
        private Optional<Long> retry = Optional.empty();

        Standard(List<String> seen) {
            this.seen = seen;
        }

        /** False when the event is over its limit. */
        boolean line(String line) {
            if (line.isEmpty()) {
                dispatch();
                return true;
            }
            var parts = line.split(":", 2);
            var value = parts.length == 1 ? "" : parts[1].startsWith(" ") ? parts[1].substring(1) : parts[1];
            switch (parts[0]) {
                case "data" -> {
                    if (data.length() + value.length() > MAX_EVENT) {
                        return false;
                    }
                    data.append(value).append('\n');
                }
                case "event" -> type = utf8(value);
                case "id" -> {
                    if (value.indexOf('\0') < 0) {
                        id = Optional.of(utf8(value)).filter(text -> !text.isEmpty());
                    }
                }
                case "retry" -> {
                    if (value.matches("[0-9]{1,9}")) {
                        retry = Optional.of(Long.valueOf(value));
                    }
                }
                default -> {} // a comment or an unknown field
            }
            return true;
        }

        private void dispatch() {
            lastId = id;
            if (data.length() > 1) {
                var bytes = data.substring(0, data.length() - 1).getBytes(ISO_8859_1);
                seen.add(event(type.isEmpty() ? "message" : type, bytes, lastId));
            }
            data.setLength(0);
            type = "";
        }

        private static String utf8(String bytes) {
            return new String(bytes.getBytes(ISO_8859_1), UTF_8);
        }
    }
}
