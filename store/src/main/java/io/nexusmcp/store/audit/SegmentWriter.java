package io.nexusmcp.store.audit;

import io.nexusmcp.core.Outage;
import io.nexusmcp.core.audit.AuditFailure;
import io.nexusmcp.core.audit.AuditHeads;
import io.nexusmcp.store.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the chain's lines into segments: whole batches or nothing, the next file when one is full, checkpoints in
 * time. What a failed write left behind is cut off before the next one. One thread at a time, but for the methods
 * that say otherwise.
 */
final class SegmentWriter {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentWriter.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Path directory;
    private final InstantSource clock;
    private final LogFile.Opener files;
    private final Chain chain;
    private final List<String> setAside;
    private final AtomicLong ordinal;
    private final Outage uncut =
            new Outage(LOG, "the audit log's tail could not be cut back; the next write tries again");

    private volatile LogFile file;
    private volatile boolean isOpen = true;
    private volatile boolean isWritable = true;
    private volatile Instant lastFailure = Instant.MIN;
    private AuditLog.Settings settings;
    private long size;
    private boolean isTailDirty;
    private long failedBatches;
    private Instant lastSealed;
    private Optional<AuditHeads.Head> sealedHead = Optional.empty();

    private SegmentWriter(
            Path directory,
            CheckpointKeys keys,
            AuditLog.Settings settings,
            InstantSource clock,
            LogFile.Opener files,
            Tail tail)
            throws IOException {
        this.directory = directory;
        this.settings = settings;
        this.clock = clock;
        this.files = files;
        this.chain = new Chain(keys, settings.checkpointEvery(), tail.state());
        this.setAside = tail.setAside();
        this.ordinal = new AtomicLong(tail.ordinal());
        this.lastSealed = clock.instant();
        if (tail.segment().isPresent()) {
            this.file = files.open(tail.segment().get().path());
            this.size = tail.size();
        } else {
            this.file = begin();
        }
    }

    static SegmentWriter open(
            Path directory,
            CheckpointKeys keys,
            AuditLog.Settings settings,
            InstantSource clock,
            LogFile.Opener files,
            Optional<AuditHeads.Head> saved)
            throws IOException {
        PrivateFiles.createDirectory(directory);
        var tail = Tail.recover(directory);
        var writer = new SegmentWriter(directory, keys, settings, clock, files, tail);
        writer.reportOpening(tail, saved);
        return writer;
    }

    /** Safe from any thread. */
    boolean isWritable() {
        return isWritable;
    }

    /** Whether enough time has passed since the last failure to try again. Safe from any thread. */
    boolean mayRetry() {
        return isOpen && lastFailure.plus(RETRY_AFTER).isBefore(clock.instant());
    }

    boolean isOpen() {
        return isOpen;
    }

    void adjust(AuditLog.Settings changed) {
        settings = changed;
    }

    List<String> setAside() {
        return setAside;
    }

    /** Forces what is written to the device. Safe from any thread; a file that was left meanwhile is forced already. */
    void force() throws IOException {
        long current = ordinal.get();
        try {
            file.force();
        } catch (IOException e) {
            if (current == ordinal.get() && isOpen) {
                throw e;
            }
        }
    }

    /** Writes all of the batch or, with {@link AuditFailure}, nothing. */
    void write(List<GroupCommit.Ticket> batch) {
        attempt(() -> {
            if (size >= settings.segmentBytes()) {
                rotate();
            }
            for (var ticket : batch) {
                chain.event(ticket.body);
                if (chain.needsCheckpoint()) {
                    checkpoint();
                }
            }
            if (lastSealed.plus(settings.checkpointAfter()).isBefore(clock.instant())) {
                checkpoint();
            }
            flush();
        });
    }

    /** Writes a checkpoint if anything is not sealed, and applies the retention. */
    void seal() {
        attempt(() -> {
            if (chain.state().unsealed() > 0) {
                checkpoint();
                flush();
            }
            retain();
        });
    }

    void retry() {
        if (!isWritable && mayRetry()) {
            attempt(this::flush);
        }
    }

    /** The head of the last checkpoint, once. */
    Optional<AuditHeads.Head> takeSealedHead() {
        var head = sealedHead;
        sealedHead = Optional.empty();
        return head;
    }

    void close() {
        isOpen = false;
        isWritable = false;
        try {
            file.force();
            file.close();
        } catch (IOException e) {
            throw new AuditFailure("the audit log could not be closed", e);
        }
    }

    /** What goes into the files, in one piece. */
    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }

    private void attempt(Writing writing) {
        if (!isOpen) {
            throw new AuditFailure("the audit log is closed", new IOException("closed"));
        }
        boolean isDone = false;
        try {
            cutDirtyTail();
            if (!isWritable) {
                recovered("unwritable", failedBatches + " batches of events could not be written and were refused");
            }
            writing.run();
            isWritable = true;
            failedBatches = 0;
            isDone = true;
        } catch (IOException e) {
            throw new AuditFailure("the audit log could not be written", e);
        } finally {
            if (!isDone) {
                failed();
            }
        }
    }

    /** Cuts back at once, so that a process that ends now leaves no event behind that was refused. */
    private void failed() {
        isWritable = false;
        isTailDirty = true;
        failedBatches++;
        lastFailure = clock.instant();
        chain.discard();
        try {
            cutDirtyTail();
            uncut.worked();
        } catch (IOException e) {
            uncut.failed(e);
        }
    }

    private void cutDirtyTail() throws IOException {
        if (isTailDirty) {
            file.cutTo(size);
            isTailDirty = false;
        }
    }

    private void flush() throws IOException {
        var pending = chain.pending();
        if (pending.length() == 0) {
            return;
        }
        file.write(pending.array(), pending.length());
        if (settings.fsync()) {
            file.force();
        }
        size += pending.length();
        chain.keep();
        if (chain.state().unsealed() == 0) {
            sealedHead = Optional.of(
                    new AuditHeads.Head(chain.state().sequence(), chain.state().hash()));
        }
    }

    private void checkpoint() {
        if (chain.state().unsealed() > 0) {
            chain.own(Link.CHECKPOINT, clock.instant(), "");
        }
        lastSealed = clock.instant();
    }

    private void recovered(String reason, String detail) {
        chain.own(Link.RECOVERY, clock.instant(), ",\"reason\":\"" + reason + "\",\"detail\":\"" + detail + "\"");
    }

    /** Every segment ends sealed, so that a whole missing one and missing last lines can be told apart. */
    private void rotate() throws IOException {
        checkpoint();
        flush();
        file.force();
        var full = file;
        file = begin();
        full.close();
        retain();
    }

    private LogFile begin() throws IOException {
        var now = clock.instant();
        var segment = Segment.named(directory, chain.state().sequence() + 1, now);
        chain.own(Link.SEGMENT, now, ",\"segment\":" + (ordinal.get() + 1));
        // Only an attempt that failed before its first line can have left a file of this name.
        Files.deleteIfExists(segment.path());
        PrivateFiles.create(segment.path());
        try {
            var begun = begin(segment.path());
            size = chain.pending().length();
            ordinal.incrementAndGet();
            chain.keep();
            return begun;
        } catch (IOException e) {
            Files.deleteIfExists(segment.path());
            throw e;
        }
    }

    private LogFile begin(Path path) throws IOException {
        var begun = files.open(path);
        try {
            begun.write(chain.pending().array(), chain.pending().length());
            begun.force();
            PrivateFiles.force(directory);
            return begun;
        } catch (IOException e) {
            begun.close();
            throw e;
        }
    }

    private void retain() throws IOException {
        var expired = new Retention(directory, settings.retention()).expired(clock.instant());
        if (expired.isEmpty()) {
            return;
        }
        chain.own(Link.RETENTION, clock.instant(), expired.get().members());
        flush();
        file.force();
        expired.get().delete();
    }

    private void reportOpening(Tail tail, Optional<AuditHeads.Head> saved) {
        attempt(() -> {
            if (!tail.setAside().isEmpty()) {
                LOG.warn("the audit log ended in a torn line, set aside in {}", tail.setAside());
                recovered("torn", "set aside: " + String.join(", ", tail.setAside()));
            }
            long last = tail.state().sequence();
            if (saved.isPresent() && saved.get().sequence() > last) {
                LOG.error(
                        "the audit log ends at line {}, the store knew line {}",
                        last,
                        saved.get().sequence());
                recovered(
                        "cut_off",
                        "the log ended at line " + last + ", the store knew "
                                + saved.get().sequence());
            } else if (tail.setAside().isEmpty() && tail.segment().isPresent()) {
                chain.own(Link.CHECKPOINT, clock.instant(), "");
            }
            flush();
        });
    }
}
