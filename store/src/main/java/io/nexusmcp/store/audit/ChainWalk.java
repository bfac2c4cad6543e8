package io.nexusmcp.store.audit;

import io.nexusmcp.core.audit.AuditHeads;
import io.nexusmcp.store.audit.AuditReport.Broken;
import io.nexusmcp.store.audit.AuditReport.What;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Walks the lines of a log in order and stops at the first that does not belong where it stands. */
final class ChainWalk {
    private static final int PROGRESS_EVERY = 4_096;

    private final Signatures signatures;
    private final Optional<AuditHeads.Head> head;
    private final MessageDigest digest = Chain.sha256();
    private final List<String> notes = new ArrayList<>();

    private Optional<Broken> broken = Optional.empty();
    private Place last = new Place("", 0, 0, Link.NO_LINE);
    private long ordinal;
    private long firstSequence;
    private long firstKept;
    private boolean isHeadSeen;
    private int segments;
    private long lines;
    private long events;
    private long unsealed;

    /** A line that was read, and its hash. */
    private record Place(String file, long line, long sequence, String hash) {}

    ChainWalk(CheckpointKeys keys, Optional<AuditHeads.Head> head) {
        this.signatures = new Signatures(keys);
        this.head = head;
    }

    boolean isBroken() {
        return broken.isPresent();
    }

    void segment(Segment segment, boolean isNewest, LongConsumer progress) throws IOException {
        segments++;
        try (var reader = new LineReader(segment.path())) {
            long line = 0;
            while (broken.isEmpty() && reader.next()) {
                line++;
                if (!reader.isTerminated()) {
                    unterminated(segment, line, isNewest);
                    return;
                }
                line(segment, line, reader);
                if (line % PROGRESS_EVERY == 0) {
                    progress.accept(reader.offset());
                }
            }
            if (line == 0 && !isNewest) {
                breaks(segment.name(), 0, segment.firstSequence(), What.DROPPED, "the file is empty");
            }
        }
    }

    AuditReport report() {
        if (broken.isEmpty()) {
            checkStart();
        }
        if (broken.isEmpty()) {
            checkEnd();
        }
        return new AuditReport(
                broken,
                segments,
                lines,
                events,
                signatures.count(),
                unsealed,
                firstSequence,
                last.sequence(),
                List.copyOf(notes));
    }

    private void line(Segment segment, long number, LineReader reader) throws IOException {
        var parsed = Link.parse(reader.bytes(), reader.start(), reader.end());
        if (parsed.isEmpty()) {
            breaks(segment.name(), number, last.sequence() + 1, What.CHANGED, "not a line the hub wrote");
            return;
        }
        var link = parsed.get();
        if (number == 1) {
            boundary(segment, link, reader);
        }
        if (broken.isEmpty()) {
            checkLink(segment, number, link, reader);
        }
        if (broken.isEmpty()) {
            checkSignature(segment, number, link, reader);
        }
        if (broken.isEmpty()) {
            accept(segment, number, link, reader);
        }
    }

    /** The first line of each file says which it is, so a missing file and missing lines can be told apart. */
    private void boundary(Segment segment, Link link, LineReader reader) {
        long numbered = Tail.ordinal(reader.copy()).orElse(0L);
        if (lines == 0) {
            firstSequence = link.sequence();
            last = new Place("", 0, link.sequence() - 1, link.prev());
        } else if (numbered > ordinal + 1) {
            breaks("", 0, last.sequence() + 1, What.SEGMENT_MISSING, "no file with segment " + (ordinal + 1));
        } else if (numbered < ordinal + 1) {
            breaks(segment.name(), 1, link.sequence(), What.REORDERED, "segment " + numbered + " in another's place");
        }
        if (broken.isEmpty() && link.sequence() != segment.firstSequence()) {
            breaks(segment.name(), 1, link.sequence(), What.REORDERED, "the file's name is another's");
        }
        ordinal = numbered;
    }

    private void checkLink(Segment segment, long number, Link link, LineReader reader) throws IOException {
        long expected = last.sequence() + 1;
        boolean isLinked = link.prev().equals(last.hash());
        if (number == 1 && !link.kind().equals(Link.SEGMENT)) {
            breaks(segment.name(), 1, expected, What.DROPPED, "the file's first line is missing");
        } else if (link.sequence() == expected && !isLinked) {
            changed(segment, number, link, reader);
        } else if (link.sequence() != expected) {
            var what = isLinked ? What.CHANGED : misplaced(segment, expected, link.sequence());
            breaks(segment.name(), number, expected, what, "found sequence " + link.sequence());
        }
    }

    /** Two neighbours do not match: the next line tells which of them is not the one that was written. */
    private void changed(Segment segment, long number, Link link, LineReader reader) throws IOException {
        var hash = hash(reader);
        boolean isThisOne = reader.next()
                && Link.parse(reader.bytes(), reader.start(), reader.end())
                        .filter(next -> !next.prev().equals(hash))
                        .isPresent();
        if (isThisOne || last.line() == 0) {
            breaks(segment.name(), number, link.sequence(), What.CHANGED, "the line is not the one that was chained");
        } else {
            breaks(last.file(), last.line(), last.sequence(), What.CHANGED, "the line is not the one that was chained");
        }
    }

    private What misplaced(Segment segment, long expected, long found) throws IOException {
        if (found < expected) {
            return What.REORDERED;
        }
        try (var ahead = new LineReader(segment.path())) {
            while (ahead.next()) {
                var link = Link.parse(ahead.bytes(), ahead.start(), ahead.end());
                if (link.filter(later -> later.sequence() == expected).isPresent()) {
                    return What.REORDERED;
                }
            }
        }
        return What.DROPPED;
    }

    private void checkSignature(Segment segment, long number, Link link, LineReader reader) {
        if (!link.isSigned()) {
            if (signatures.allows(unsealed + 1)) {
                return;
            }
            breaks(segment.name(), number, link.sequence(), What.CHECKPOINT_MISSING, "no signed line where one is due");
            return;
        }
        var line = reader.copy();
        var problem = signatures.check(link, line);
        if (problem.isPresent()) {
            breaks(segment.name(), number, link.sequence(), What.CHECKPOINT_FORGED, problem.get());
        } else if (link.kind().equals(Link.RETENTION)) {
            firstKept = Tail.number(line, "firstKept").orElse(0L);
        } else if (link.kind().equals(Link.RECOVERY)) {
            recovery(segment, number, link, Signatures.text(line, "reason"), Signatures.text(line, "detail"));
        }
    }

    private void recovery(Segment segment, long number, Link link, String reason, String detail) {
        if (reason.equals("cut_off")) {
            breaks(segment.name(), number, link.sequence(), What.TRUNCATED, "noticed on opening: " + detail);
        } else {
            notes.add("sequence " + link.sequence() + ": " + reason + ", " + detail);
        }
    }

    private void accept(Segment segment, long number, Link link, LineReader reader) {
        last = new Place(segment.name(), number, link.sequence(), hash(reader));
        lines++;
        if (link.isSigned()) {
            unsealed = 0;
        } else {
            events++;
            unsealed++;
        }
        if (head.isPresent() && head.get().sequence() == link.sequence()) {
            isHeadSeen = true;
            if (!head.get().hash().equals(last.hash())) {
                breaks(segment.name(), number, link.sequence(), What.CHANGED, "the store knows another line");
            }
        }
    }

    private void unterminated(Segment segment, long line, boolean isNewest) {
        if (isNewest) {
            notes.add(segment.name() + " ends in a line that is not whole");
        } else {
            breaks(segment.name(), line, last.sequence() + 1, What.CHANGED, "the file's end is cut off");
        }
    }

    private void checkStart() {
        if (firstSequence > 1 && firstKept < firstSequence) {
            breaks(
                    "",
                    0,
                    1,
                    What.SEGMENT_MISSING,
                    "files are missing before sequence " + firstSequence
                            + " and no signed note says they were past their age");
        }
    }

    private void checkEnd() {
        if (head.isPresent() && !isHeadSeen && head.get().sequence() > last.sequence()) {
            breaks(
                    last.file(),
                    last.line(),
                    last.sequence() + 1,
                    What.TRUNCATED,
                    "the store knows lines up to sequence " + head.get().sequence());
        }
    }

    private String hash(LineReader reader) {
        digest.update(reader.bytes(), reader.start(), reader.end() - reader.start());
        return HexFormat.of().formatHex(digest.digest());
    }

    private void breaks(String file, long line, long sequence, What what, String detail) {
        broken = Optional.of(new Broken(file, line, sequence, what, detail));
    }
}
