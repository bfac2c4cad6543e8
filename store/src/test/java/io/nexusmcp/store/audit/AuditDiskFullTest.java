package io.nexusmcp.store.audit;

import static io.nexusmcp.store.audit.TestAudit.KEYS;
import static io.nexusmcp.store.audit.TestAudit.SETTINGS;
import static io.nexusmcp.store.audit.TestAudit.event;
import static io.nexusmcp.store.audit.TestAudit.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.nexusmcp.core.audit.AuditFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk without room refuses events, keeps what was written whole and is used again when there is room. */
class AuditDiskFullTest {
    @TempDir
    Path directory;

    private final TestAudit.Heads heads = new TestAudit.Heads();
    private final TestAudit.Clock clock = new TestAudit.Clock();
    private final Disk disk = new Disk();

    @Test
    void append_diskFull_failsAndTheLogIsNotWritable() {
        try (var log = open(SETTINGS)) {
            log.append(event("before"));
            disk.room = 100;

            assertThatExceptionOfType(AuditFailure.class).isThrownBy(() -> log.append(event("refused")));
            assertThat(log.isWritable()).isFalse();

            disk.room = Long.MAX_VALUE;
        }
    }

    @Test
    void append_roomAgain_cutsTheHalfLineBackAndGoesOn() throws IOException {
        try (var log = open(SETTINGS)) {
            log.append(event("before"));
            disk.room = 100;
            assertThatExceptionOfType(AuditFailure.class).isThrownBy(() -> log.append(event("refused")));
            assertThatExceptionOfType(AuditFailure.class).isThrownBy(() -> log.append(event("refused")));
            disk.room = Long.MAX_VALUE;
            log.append(event("after"));
            assertThat(log.isWritable()).isTrue();
        }

        var report = verify(directory, heads.newest());
        assertThat(report.broken()).isEmpty();
        assertThat(report.events()).isEqualTo(2);
        assertThat(report.notes()).anyMatch(note -> note.contains("2 batches"));
        assertThat(Files.readString(TestAudit.segments(directory).getFirst())).doesNotContain("\"target\":\"refused\"");
    }

    @Test
    void append_diskThatCannotEvenBeCutBack_recoversLater() throws IOException {
        try (var log = open(SETTINGS)) {
            log.append(event("before"));
            disk.room = 100;
            disk.canCut = false;
            assertThatExceptionOfType(AuditFailure.class).isThrownBy(() -> log.append(event("refused")));
            disk.room = Long.MAX_VALUE;
            assertThatExceptionOfType(AuditFailure.class).isThrownBy(() -> log.append(event("refused")));
            disk.canCut = true;
            log.append(event("after"));
        }

        assertThat(verify(directory, heads.newest()).broken()).isEmpty();
    }

    @Test
    void append_nextSegmentCannotBeBegun_recoversLater() throws IOException {
        try (var log = open(SETTINGS.withSegmentBytes(1_000))) {
            log.append(event("one"));
            log.append(event("two"));
            disk.room = 50;
            disk.canOpen = false;
            assertThatExceptionOfType(AuditFailure.class).isThrownBy(() -> log.append(event("refused")));
            disk.room = Long.MAX_VALUE;
            assertThatExceptionOfType(AuditFailure.class).isThrownBy(() -> log.append(event("refused")));
            disk.canOpen = true;
            log.append(event("three"));
        }

        var report = verify(directory, heads.newest());
        assertThat(report.broken()).isEmpty();
        assertThat(report.events()).isEqualTo(3);
        assertThat(report.segments()).isEqualTo(2);
    }

    @Test
    void isWritable_roomAgain_recoversWithoutAnEvent() throws IOException {
        try (var log = open(SETTINGS)) {
            disk.room = 100;
            assertThatExceptionOfType(AuditFailure.class).isThrownBy(() -> log.append(event("refused")));
            clock.advance(Duration.ofSeconds(2));
            assertThat(log.isWritable()).isFalse();
            disk.room = Long.MAX_VALUE;
            clock.advance(Duration.ofSeconds(2));
            assertThat(log.isWritable()).isTrue();
        }

        assertThat(verify(directory, heads.newest()).broken()).isEmpty();
    }

    @Test
    void append_fsyncFails_isRefused() throws IOException {
        try (var log = open(SETTINGS.withFsync(true))) {
            disk.canForce = false;
            assertThatExceptionOfType(AuditFailure.class).isThrownBy(() -> log.append(event("refused")));
            disk.canForce = true;
            log.append(event("after"));
        }

        var report = verify(directory, heads.newest());
        assertThat(report.broken()).isEmpty();
        assertThat(report.events()).isEqualTo(1);
    }

    @Test
    void append_writerThatBreaksUnforeseen_leavesNoHalfBatch() throws IOException {
        try (var log = open(SETTINGS)) {
            log.append(event("before"));
            disk.isBroken = true;
            assertThatIllegalStateException().isThrownBy(() -> log.append(event("refused")));
            assertThat(log.isWritable()).isFalse();
            disk.isBroken = false;
            log.append(event("after"));
        }

        var report = verify(directory, heads.newest());
        assertThat(report.broken()).isEmpty();
        assertThat(report.events()).isEqualTo(2);
    }

    /** A real file system that stops taking bytes: the process may write no file beyond 64 KiB. */
    @Test
    void append_fileSystemWithoutRoom_keepsEveryAcknowledgedEvent() throws Exception {
        var child = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -f 128; exec \"$@\"",
                        "sh",
                        AppendingChild.java(),
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendingChild.class.getName(),
                        directory.toString(),
                        "400")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var acknowledged = child.inputReader()
                .lines()
                .filter(line -> line.startsWith("ok "))
                .count();
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();

        assertThat(child.exitValue()).isEqualTo(AppendingChild.NOT_WRITABLE);
        assertThat(acknowledged).isPositive().isLessThan(400);
        TestAudit.open(directory, heads, SETTINGS, clock).close();
        var report = verify(directory, heads.newest());
        assertThat(report.broken()).isEmpty();
        assertThat(report.events()).isEqualTo(acknowledged);
    }

    private AuditLog open(AuditLog.Settings settings) {
        return AuditLog.open(directory, KEYS, heads, settings, clock, disk::open);
    }

    /** Real files on a disk whose room and ways to fail the test sets. */
    private static final class Disk {
        long room = Long.MAX_VALUE;
        boolean canCut = true;
        boolean canOpen = true;
        boolean canForce = true;
        boolean isBroken;

        LogFile open(Path path) throws IOException {
            if (!canOpen) {
                throw new IOException("No space left on device");
            }
            var file = LogFile.open(path);
            return new LogFile() {
                @Override
                public void write(byte[] bytes, int length) throws IOException {
                    file.write(bytes, (int) Math.min(length, room));
                    if (isBroken) {
                        throw new IllegalStateException("a bug");
                    }
                    if (length > room) {
                        throw new IOException("No space left on device");
                    }
                }

                @Override
                public void cutTo(long size) throws IOException {
                    check(canCut);
                    file.cutTo(size);
                }

                @Override
                public void force() throws IOException {
                    check(canForce);
                    file.force();
                }

                @Override
                public void close() throws IOException {
                    file.close();
                }
            };
        }

        private static void check(boolean works) throws IOException {
            if (!works) {
                throw new IOException("Input/output error");
            }
        }
    }
}
