package io.nexusmcp.core.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What was found in one text, and how much work finding it may still take. For one thread. */
final class Hits {
    private static final int MAX_HITS = 1_000;
    private static final long WORK_PER_BYTE = 24;
    private static final long FREE_WORK = 64 << 10;

    private final List<Hit> hits = new ArrayList<>(0);
    private long workLeft;

    private record Hit(int start, int end, Sensitive kind) {}

    /** The text holds too much, or is made to keep the detectors busy: it cannot be judged. */
    static final class Overflow extends RuntimeException {
        private static final long serialVersionUID = 1;

        Overflow() {
            super("too many hits", null, false, false);
        }
    }

    /** Starts on a text of so many bytes. */
    void begin(int length) {
        hits.clear();
        workLeft = FREE_WORK + WORK_PER_BYTE * length;
    }

    void spend(int bytes) {
        workLeft -= bytes;
        if (workLeft < 0) {
            throw new Overflow();
        }
    }

    void add(int start, int end, Sensitive kind) {
        if (hits.size() == MAX_HITS) {
            throw new Overflow();
        }
        hits.add(new Hit(start, end, kind));
    }

    boolean isEmpty() {
        return hits.isEmpty();
    }

    /** Writes a part of the text with a mask for every hit; overlapping hits become one, named after the gravest. */
    void writeMasked(byte[] text, int from, int to, ByteArrayOutputStream out, Map<String, Integer> counts) {
        int at = from;
        Hit open = null;
        hits.sort(Comparator.comparingInt(Hit::start).thenComparingInt(hit -> -hit.end));
        for (var hit : hits) {
            if (open != null && hit.start < open.end) {
                open = new Hit(open.start, Math.max(open.end, hit.end), graver(open.kind, hit.kind));
            } else {
                at = close(open, text, at, out, counts);
                open = hit;
            }
        }
        at = close(open, text, at, out, counts);
        out.write(text, at, to - at);
    }

    private static Sensitive graver(Sensitive one, Sensitive other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static int close(
            @Nullable Hit hit, byte[] text, int at, ByteArrayOutputStream out, Map<String, Integer> counts) {
        if (hit == null) {
            return at;
        }
        out.write(text, at, hit.start - at);
        out.writeBytes(hit.kind.mask().getBytes(US_ASCII));
        counts.merge(hit.kind.label(), 1, Integer::sum);
        return hit.end;
    }

    static Map<String, Integer> counts() {
        return new TreeMap<>();
    }
}
