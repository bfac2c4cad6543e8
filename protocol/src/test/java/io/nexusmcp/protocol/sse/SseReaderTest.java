package io.nexusmcp.protocol.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.protocol.json.JsonSlice;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {
    private static SseReader reader(InputStream in) {
        return new SseReader(in, 10_000, 20_000);
    }

    private static SseReader reader(String text) {
        return reader(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    private static List<String> events(SseReader reader) throws IOException {
        var events = new ArrayList<String>();
        for (var event = reader.next(); event.isPresent(); event = reader.next()) {
            events.add(event.get().name() + "=" + new String(event.get().data(), UTF_8));
        }
        return events;
    }

    /** Gives one byte at a time, so that every boundary falls between two chunks. */
    private static InputStream trickle(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8)) {
            @Override
            public synchronized int read(byte[] target, int from, int length) {
                return super.read(target, from, Math.min(1, length));
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void next_everyLineEnd_inOnePieceAndByteByByte(String end) throws IOException {
        var text = String.join(
                end,
                ": comment",
                "event: a",
                "data: 1",
                "data:2",
                "data",
                "data:  3",
                "unknown: x",
                "",
                "data: ü",
                "",
                "",
                "event: only a name",
                "",
                "data: {}",
                "",
                "");
        var expected = List.of("a=1\n2\n\n 3", "message=ü", "message={}");
        assertThat(events(reader(text))).isEqualTo(expected);
        assertThat(events(reader(trickle(text)))).isEqualTo(expected);
        assertThat(events(reader("\ufeff" + text))).isEqualTo(expected);
        assertThat(events(reader(trickle("\ufeff" + text)))).isEqualTo(expected);
    }

    @Test
    void next_byteOrderMarkLater_isPartOfTheField() throws IOException {
        assertThat(events(reader("data: 1\n\n\ufeffdata: 2\n\n"))).containsExactly("message=1");
    }

    @Test
    void next_emptyFirstEvent_isSkippedAndLeavesItsIdAndRetry() throws IOException {
        var reader = reader("id: s4-0\nretry: 1500\ndata:\n\nevent: message\nid: s4-1\ndata: {}\n\n");
        var event = reader.next().orElseThrow();
        assertThat(event.data()).isEqualTo("{}".getBytes(UTF_8));
        assertThat(event.isMessage()).isTrue();
        assertThat(event.lastEventId()).contains("s4-1");
        assertThat(reader.retry()).contains(Duration.ofMillis(1_500));
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void next_idAndRetry_followTheStandard() throws IOException {
        var reader = reader("id: 7\ndata: a\n\nid: x\0y\nretry: 1s\nretry: 99999999999\ndata: b\n\nid\ndata: c\n\n");
        assertThat(reader.next().orElseThrow().lastEventId()).contains("7");
        assertThat(reader.next().orElseThrow().lastEventId()).contains("7");
        assertThat(reader.retry()).isEmpty();
        assertThat(reader.next().orElseThrow().lastEventId()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: cut", "data: cut\n", "data: cut\r\n", "", "\n\n"})
    void next_unfinishedEvent_isDropped(String text) throws IOException {
        assertThat(reader(text).next()).isEmpty();
    }

    /** A stream that breaks inside an event is resumed before that event, or the event is lost. */
    @Test
    void lastEventId_ofAnUnfinishedEvent_doesNotCount() throws IOException {
        var reader = reader("id: 1\ndata: a\n\nid: 2\ndata: b\n");
        assertThat(reader.next().orElseThrow().lastEventId()).contains("1");
        assertThat(reader.next()).isEmpty();
        assertThat(reader.lastEventId()).contains("1");
    }

    @Test
    void next_eventIsThere_beforeTheStreamEnds() throws IOException {
        try (var out = new PipedOutputStream();
                var in = new PipedInputStream(out)) {
            out.write("data: 1\r\r".getBytes(UTF_8));
            out.flush();
            assertThat(new String(reader(in).next().orElseThrow().data(), UTF_8))
                    .isEqualTo("1");
        }
    }

    @Test
    void next_longLineOrEvent_isRefused() throws IOException {
        assertThat(reader("data:" + "x".repeat(9_995) + "\n\n").next()).isPresent();
        assertThatExceptionOfType(SseTooLarge.class)
                .isThrownBy(() -> reader("data:" + "x".repeat(9_996) + "\n\n").next());
        assertThatExceptionOfType(SseTooLarge.class)
                .isThrownBy(() -> reader(": " + "x".repeat(100_000)).next());
        var lines = ("data:" + "x".repeat(9_000) + "\n").repeat(3);
        assertThatExceptionOfType(SseTooLarge.class)
                .isThrownBy(() -> reader(lines + "\n").next());
    }

    @Test
    void next_anyBytes_endInEventsOrARefusal_whateverTheChunks() throws IOException {
        var random = new Random(99);
        var pieces = new String[] {
            "data:", "data: x", "\n", "\r", "\r\n", "id:", "1", ":", " ", "event: e", "\ufeff", "retry: 5", "é"
        };
        int events = 0;
        for (int round = 0; round < 20_000; round++) {
            var text = new StringBuilder();
            for (int piece = random.nextInt(20); piece > 0; piece--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            var whole = events(reader(text.toString()));
            assertThat(events(reader(trickle(text.toString())))).isEqualTo(whole);
            assertThat(whole).isEqualTo(byTheBook(text.toString()));
            events += whole.size();
        }
        assertThat(events).isGreaterThan(1_000);
    }

    /** The same rules over a whole text at once. */
    private static List<String> byTheBook(String stream) {
        var text = stream.startsWith("\ufeff") ? stream.substring(1) : stream;
        var lines = List.of(text.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1));
        var events = new ArrayList<String>();
        var data = new ArrayList<String>();
        var name = "";
        for (var line : lines.subList(0, lines.size() - 1)) {
            if (line.isEmpty()) {
                var joined = String.join("\n", data);
                if (!joined.isEmpty()) {
                    events.add((name.isEmpty() ? "message" : name) + "=" + joined);
                }
                data.clear();
                name = "";
            }
            var field = line.split(":", 2);
            var value = field.length == 1 ? "" : field[1].startsWith(" ") ? field[1].substring(1) : field[1];
            if (field[0].equals("data")) {
                data.add(value);
            } else if (field[0].equals("event")) {
                name = value;
            }
        }
        return events;
    }

    @Test
    void room_isAskedForWhatIsUnfinishedAndNotForWhatIsDone() throws IOException {
        var asked = new ArrayList<Long>();
        var large = "x".repeat(9_000);
        var text = "event: a\ndata: " + large + "\ndata: " + large + "\n\n: " + large + "\n\ndata: 1\n\n";
        var in = new ByteArrayInputStream(text.getBytes(UTF_8));
        var reader = new SseReader(in, 10_000, 20_000, asked::add);

        assertThat(events(reader)).containsExactly("a=" + large + "\n" + large, "message=1");
        assertThat(asked.getFirst()).isZero();
        assertThat(asked.getLast()).isZero();
        assertThat(asked).anyMatch(bytes -> bytes > 9_000).noneMatch(bytes -> bytes > 18_020);
    }

    @Test
    void room_thatIsNotThere_endsTheReading() {
        var in = new ByteArrayInputStream(("data: " + "x".repeat(9_000)).getBytes(UTF_8));
        var reader = new SseReader(in, 10_000, 20_000, bytes -> {
            if (bytes > 5_000) {
                throw new IOException("no room");
            }
        });

        assertThatExceptionOfType(IOException.class).isThrownBy(reader::next).withMessage("no room");
    }

    /** It would be kept as long as the stream lasts. */
    @Test
    void id_thatIsLongerThanAnyHeader_isForgotten() throws IOException {
        var reader = reader("id: 1\ndata: a\n\nid: " + "2".repeat(9_000) + "\ndata: b\n\n");

        assertThat(reader.next().orElseThrow().lastEventId()).contains("1");
        assertThat(reader.next().orElseThrow().lastEventId()).isEmpty();
    }

    @Test
    void text_isReadBack() throws IOException {
        var message = JsonSlice.trusted("{\n \"a\":\r\n\"ü\"}");
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes("id: p-0\nretry: 2000\ndata:\n\n".getBytes(UTF_8));
        for (var piece : List.of(SseText.comment(), SseText.event(message), SseText.comment())) {
            var copy = new byte[piece.remaining()];
            piece.get(copy);
            bytes.writeBytes(copy);
        }
        var reader = reader(new ByteArrayInputStream(bytes.toByteArray()));
        var first = reader.next().orElseThrow();
        assertThat(new String(first.data(), UTF_8)).isEqualTo("{  \"a\":  \"ü\"}");
        assertThat(first.lastEventId()).contains("p-0");
        assertThat(reader.retry()).contains(Duration.ofSeconds(2));
        assertThat(reader.next()).isEmpty();
    }
}
