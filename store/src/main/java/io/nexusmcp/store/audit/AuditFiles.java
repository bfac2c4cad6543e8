package io.nexusmcp.store.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.nexusmcp.core.audit.AuditTrail;
import io.nexusmcp.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads the audit log's events straight from its files, while a hub appends or without one. There is no index: a
 * search reads backwards from the end at about half a gigabyte a second, leaves out whole files that are too new or
 * too old, and looks no further than 1 GiB. The log's own lines are not events and never given.
 */
public final class AuditFiles implements AuditTrail {
    static final int MAX_LIMIT = 10_000;
    private static final long MAX_SCANNED_BYTES = 1L << 30;
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(25);

    private final Path directory;

    public AuditFiles(Path directory) {
        this.directory = directory;
    }

    @Override
    public List<String> search(Query query) {
        var wanted = new LineFilter(query);
        int limit = Math.clamp(query.limit(), 0, MAX_LIMIT);
        var newestFirst = new ArrayList<String>();
        long scanned = 0;
        try {
            var segments = Segment.list(directory);
            for (int at = segments.size() - 1; at >= 0 && newestFirst.size() < limit; at--) {
                if (at + 1 < segments.size()
                                && wanted.isBefore(segments.get(at + 1).started())
                        || scanned > MAX_SCANNED_BYTES) {
                    break;
                }
                if (!wanted.isAfter(segments.get(at).started())) {
                    scanned += scan(segments.get(at), wanted, limit, newestFirst);
                }
            }
        } catch (IOException e) {
            throw new StoreException("the audit log cannot be read", e);
        }
        return newestFirst.reversed();
    }

    @Override
    public List<String> after(long sequence, int limit) {
        var found = linesAfter(sequence, Math.clamp(limit, 0, MAX_LIMIT));
        long deadline = System.nanoTime() + WAIT.toNanos();
        while (found.isEmpty()
                && limit > 0
                && System.nanoTime() < deadline
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            found = linesAfter(sequence, limit);
        }
        return found;
    }

    private static long scan(Segment segment, LineFilter wanted, int limit, List<String> newestFirst)
            throws IOException {
        try (var lines = new BackwardLines(segment.path())) {
            while (newestFirst.size() < limit && lines.next()) {
                if (wanted.matches(lines.bytes(), lines.start(), lines.end())) {
                    newestFirst.add(lines.text());
                }
            }
            return Files.size(segment.path());
        } catch (NoSuchFileException _) {
            // Past its age and deleted since the directory was read.
            return 0;
        }
    }

    private List<String> linesAfter(long sequence, int limit) {
        var found = new ArrayList<String>();
        try {
            var segments = Segment.list(directory);
            var first = segments.stream()
                    .filter(segment -> segment.firstSequence() <= sequence + 1)
                    .max(Comparator.comparingLong(Segment::firstSequence));
            for (var segment : segments) {
                boolean isOlder = first.isPresent()
                        && segment.firstSequence() < first.get().firstSequence();
                if (!isOlder && found.size() < limit) {
                    collect(segment, sequence, limit, found);
                }
            }
        } catch (IOException e) {
            throw new StoreException("the audit log cannot be read", e);
        }
        return found;
    }

    private static void collect(Segment segment, long sequence, int limit, List<String> found) throws IOException {
        long from = new SequenceSearch(segment.path()).offsetAfter(sequence);
        try (var reader = new LineReader(segment.path(), from)) {
            while (found.size() < limit && reader.next() && reader.isTerminated()) {
                var link = Link.parse(reader.bytes(), reader.start(), reader.end());
                if (link.filter(line -> line.sequence() > sequence && !line.isSigned())
                        .isPresent()) {
                    found.add(new String(reader.bytes(), reader.start(), reader.end() - reader.start(), US_ASCII));
                }
            }
        } catch (NoSuchFileException _) {
            // Past its age and deleted since the directory was read; there is nothing to give from it.
            return;
        }
    }
}
