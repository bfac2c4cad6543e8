package io.nexusmcp.store.audit;

import io.nexusmcp.core.audit.AuditHeads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads a whole audit log and finds the first place that was changed, dropped, reordered, cut off or forged. Needs
 * only the files, the keys and, to notice a missing end, the head from the second place. Reads as a stream and may
 * run while a hub appends: read the head before, not after.
 */
public final class AuditVerifier {
    private static final int ATTEMPTS = 3;

    private final CheckpointKeys keys;
    private final Progress progress;

    /** Told now and then how far verifying is. */
    @FunctionalInterface
    public interface Progress {
        void at(long bytesDone, long bytesInAll);
    }

    private AuditVerifier(CheckpointKeys keys, Progress progress) {
        this.keys = keys;
        this.progress = progress;
    }

    /** @throws IOException when a file cannot be read */
    public static AuditReport verify(
            Path directory, CheckpointKeys keys, Optional<AuditHeads.Head> head, Progress progress) throws IOException {
        return new AuditVerifier(keys, progress).verify(directory, head);
    }

    /**
     * A running hub may delete an old file or cut back a failed write between two reads; what is broken is broken
     * the next time too.
     */
    private AuditReport verify(Path directory, Optional<AuditHeads.Head> head) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                var report = once(Segment.list(directory), head);
                if (report.isOk() || attempt > 1) {
                    return report;
                }
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    private AuditReport once(List<Segment> segments, Optional<AuditHeads.Head> head) throws IOException {
        long all = 0;
        for (var segment : segments) {
            all += Files.size(segment.path());
        }
        var walk = new ChainWalk(keys, head);
        long done = 0;
        for (var segment : segments) {
            boolean isLast = segment.equals(segments.getLast());
            long before = done;
            long inAll = all;
            walk.segment(segment, isLast, offset -> progress.at(before + offset, inAll));
            if (walk.isBroken()) {
                break;
            }
            done += Files.size(segment.path());
            progress.at(Math.min(done, all), all);
        }
        return walk.report();
    }
}
