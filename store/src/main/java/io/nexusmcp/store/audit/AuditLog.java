package io.nexusmcp.store.audit;

import io.nexusmcp.core.Outage;
import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.core.audit.AuditFailure;
import io.nexusmcp.core.audit.AuditHeads;
import io.nexusmcp.core.audit.AuditSink;
import io.nexusmcp.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log: a directory of append-only files of JSON lines, each line carrying the SHA-256 of the one before,
 * sealed by keyed checkpoints. An append returns when its line is with the operating system, or on the device with
 * {@link Settings#fsync}. Only one log may be open on a directory.
 */
public final class AuditLog implements AuditSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private final SegmentWriter writer;
    private final AuditHeads heads;
    private final GroupCommit commits;
    private final Outage unwritable = new Outage(LOG, "the audit log is still not writable");
    private final Outage unsaved =
            new Outage(LOG, "the head of the audit log could not be saved; the next checkpoint tries again");
    private final AtomicReference<Optional<AuditHeads.Head>> unsavedHead = new AtomicReference<>(Optional.empty());

    /**
     * How the log is kept.
     *
     * @param segmentBytes size at which the next file is begun
     * @param checkpointEvery events after which a checkpoint seals them
     * @param checkpointAfter time after which the next event is followed by a checkpoint
     * @param fsync whether each batch is forced to the device, which outlives a loss of power
     * @param retention age after which a whole file is deleted; empty for never
     */
    public record Settings(
            long segmentBytes,
            int checkpointEvery,
            Duration checkpointAfter,
            boolean fsync,
            Optional<Duration> retention) {
        public static final Settings DEFAULT =
                new Settings(64L << 20, 1_000, Duration.ofSeconds(5), false, Optional.empty());

        public Settings {
            if (segmentBytes < 1 || checkpointEvery < 1 || checkpointAfter.isNegative()) {
                throw new IllegalArgumentException("sizes and intervals of the audit log must be positive");
            }
            if (retention.filter(age -> age.isNegative() || age.isZero()).isPresent()) {
                throw new IllegalArgumentException("the audit log's retention must be positive");
            }
        }

        public Settings withFsync(boolean on) {
            return new Settings(segmentBytes, checkpointEvery, checkpointAfter, on, retention);
        }

        public Settings withRetention(Duration age) {
            return new Settings(segmentBytes, checkpointEvery, checkpointAfter, fsync, Optional.of(age));
        }

        public Settings withCheckpointEvery(int events) {
            return new Settings(segmentBytes, events, checkpointAfter, fsync, retention);
        }

        public Settings withSegmentBytes(long bytes) {
            return new Settings(bytes, checkpointEvery, checkpointAfter, fsync, retention);
        }
    }

    private AuditLog(SegmentWriter writer, AuditHeads heads) {
        this.writer = writer;
        this.heads = heads;
        this.commits = new GroupCommit(this::writeBatch);
    }

    /** Opens the log and goes on behind its last whole line; {@link StoreException} when it cannot be. */
    public static AuditLog open(
            Path directory, CheckpointKeys keys, AuditHeads heads, Settings settings, InstantSource clock) {
        return open(directory, keys, heads, settings, clock, LogFile::open);
    }

    static AuditLog open(
            Path directory,
            CheckpointKeys keys,
            AuditHeads heads,
            Settings settings,
            InstantSource clock,
            LogFile.Opener files) {
        try {
            var writer = SegmentWriter.open(directory, keys, settings, clock, files, heads.newest());
            var log = new AuditLog(writer, heads);
            log.seal();
            return log;
        } catch (IOException | AuditFailure e) {
            throw new StoreException("the audit log in " + directory + " cannot be opened", e);
        }
    }

    @Override
    public void append(AuditEvent event) {
        commits.write(EventText.of(event));
        saveHead();
    }

    /** While the last write failed, asking tries again from time to time, so the log recovers without an event. */
    @Override
    public boolean isWritable() {
        if (!writer.isWritable() && writer.mayRetry()) {
            try {
                commits.exclusively(writer::retry);
                unwritable.worked();
            } catch (AuditFailure failure) {
                unwritable.failed(failure);
            }
        }
        return writer.isWritable();
    }

    /** Seals what is not sealed yet, keeps the head in the second place and deletes what is past its age. */
    public void seal() {
        commits.exclusively(() -> {
            writer.seal();
            noteHead();
        });
        saveHead();
    }

    /** Goes on under other settings, but for {@link Settings#checkpointEvery}, which stays as it was opened. */
    public void adjust(Settings changed) {
        commits.exclusively(() -> writer.adjust(changed));
    }

    /** Names of files that hold torn ends found on opening. */
    public List<String> setAside() {
        return writer.setAside();
    }

    /** Seals and closes; appending afterwards fails. */
    @Override
    public void close() {
        commits.exclusively(() -> {
            if (!writer.isOpen()) {
                return;
            }
            try {
                writer.seal();
                noteHead();
                saveHead();
            } finally {
                writer.close();
            }
        });
    }

    private void writeBatch(List<GroupCommit.Ticket> batch) {
        writer.write(batch);
        noteHead();
    }

    private void noteHead() {
        writer.takeSealedHead().ifPresent(head -> unsavedHead.set(Optional.of(head)));
    }

    /**
     * Done by a caller after its own line is written and the log is free again. The file is forced first, so that
     * the second place never knows more than the log after a loss of power.
     */
    private void saveHead() {
        if (unsavedHead.get().isEmpty()) {
            return;
        }
        unsavedHead.getAndSet(Optional.empty()).ifPresent(head -> {
            try {
                writer.force();
                heads.save(head);
                unsaved.worked();
            } catch (IOException | RuntimeException e) {
                unsavedHead.compareAndSet(Optional.empty(), Optional.of(head));
                unsaved.failed(e);
            }
        });
    }
}
