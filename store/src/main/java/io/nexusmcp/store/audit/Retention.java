package io.nexusmcp.store.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds whole segments whose last line is past its age. The newest one always stays. */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final Path directory;
    private final Optional<Duration> age;

    Retention(Path directory, Optional<Duration> age) {
        this.directory = directory;
        this.age = age;
    }

    /** Segments to delete and what the note says that is written before. */
    record Expired(List<Segment> segments, Segment firstKept) {
        String members() {
            return ",\"firstKept\":" + firstKept.firstSequence() + ",\"removed\":" + segments.size();
        }

        /** What cannot be deleted now is tried again at the next change of files, and costs no event. */
        void delete() {
            for (var segment : segments) {
                try {
                    Files.deleteIfExists(segment.path());
                } catch (IOException e) {
                    LOG.warn("an audit file past its age could not be deleted: {}", segment.name(), e);
                }
            }
        }
    }

    /** A segment's last line is older than the start of the next one. */
    Optional<Expired> expired(Instant now) throws IOException {
        if (age.isEmpty()) {
            return Optional.empty();
        }
        var oldest = now.minus(age.get());
        var all = Segment.list(directory);
        int kept = 0;
        while (kept + 1 < all.size() && all.get(kept + 1).started().isBefore(oldest)) {
            kept++;
        }
        return kept == 0
                ? Optional.empty()
                : Optional.of(new Expired(List.copyOf(all.subList(0, kept)), all.get(kept)));
    }
}
