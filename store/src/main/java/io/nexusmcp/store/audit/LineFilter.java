package io.nexusmcp.store.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.nexusmcp.core.audit.AuditTrail;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Judges lines as bytes. A member with its quotes, such as {@code ,"caller":"ana"}, cannot stand inside a value,
 * because quotes in values are escaped.
 */
final class LineFilter {
    /** Lines are not quite in the order of their times: a thread may be held up between reading the clock and writing. */
    private static final Duration DISORDER = Duration.ofMinutes(1);

    private static final byte[] TIME = ",\"time\":\"".getBytes(US_ASCII);
    private static final int KIND_AND_NUMBER = 64;

    private final Optional<Instant> from;
    private final Optional<Instant> to;
    private final byte[] fromText;
    private final byte[] toText;
    private final List<byte[]> needles = new ArrayList<>();

    LineFilter(AuditTrail.Query query) {
        this.from = query.from();
        this.to = query.to();
        this.fromText = text(query.from());
        this.toText = text(query.to());
        query.caller().ifPresent(value -> member("caller", value));
        query.server().ifPresent(value -> member("server", value));
        query.target().ifPresent(value -> member("target", value));
        query.outcome().ifPresent(value -> member("outcome", value));
        query.text().ifPresent(word -> needles.add(escaped(word)));
    }

    /** Whether everything up to an instant is older than what is asked for. */
    boolean isBefore(Instant end) {
        return from.isPresent() && end.plus(DISORDER).isBefore(from.get());
    }

    /** Whether everything since an instant is newer than what is asked for. */
    boolean isAfter(Instant start) {
        return to.isPresent() && start.minus(DISORDER).isAfter(to.get());
    }

    boolean matches(byte[] bytes, int start, int end) {
        for (var needle : needles) {
            if (indexOf(needle, bytes, start, end) < 0) {
                return false;
            }
        }
        return isInTime(bytes, start, end)
                && Link.parse(bytes, start, end)
                        .filter(link -> !link.isSigned())
                        .isPresent();
    }

    private boolean isInTime(byte[] bytes, int start, int end) {
        int time = indexOf(TIME, bytes, start, Math.min(end, start + KIND_AND_NUMBER)) + TIME.length;
        if (time < TIME.length) {
            return false;
        }
        return compare(bytes, time, fromText) >= 0 && (toText.length == 0 || compare(bytes, time, toText) <= 0);
    }

    private static int compare(byte[] bytes, int at, byte[] bound) {
        return Arrays.compare(bytes, at, Math.min(bytes.length, at + bound.length), bound, 0, bound.length);
    }

    private static byte[] text(Optional<Instant> bound) {
        return bound.map(instant -> EventText.TIME.format(instant).getBytes(US_ASCII))
                .orElse(new byte[0]);
    }

    private void member(String name, String value) {
        var needle = new LineBuffer(KIND_AND_NUMBER);
        needles.add(needle.raw(",\"" + name + "\":")
                .quoted(value, EventText.longest(name))
                .copy());
    }

    /** As it stands in a line: escaped, without the quotes around it. */
    private static byte[] escaped(String word) {
        var quoted = new LineBuffer(KIND_AND_NUMBER)
                .quoted(word, Link.MAX_LINE_BYTES)
                .copy();
        return Arrays.copyOfRange(quoted, 1, quoted.length - 1);
    }

    private static int indexOf(byte[] needle, byte[] bytes, int start, int end) {
        if (needle.length == 0) {
            return start;
        }
        int last = end - needle.length;
        for (int at = start; at <= last; at++) {
            if (bytes[at] == needle[0] && Arrays.equals(needle, 0, needle.length, bytes, at, at + needle.length)) {
                return at;
            }
        }
        return -1;
    }
}
