package io.nexusmcp.store.audit;

import static io.nexusmcp.store.audit.TestAudit.SETTINGS;
import static io.nexusmcp.store.audit.TestAudit.START;
import static io.nexusmcp.store.audit.TestAudit.event;
import static io.nexusmcp.store.audit.TestAudit.lines;
import static io.nexusmcp.store.audit.TestAudit.segments;
import static io.nexusmcp.store.audit.TestAudit.verify;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.core.audit.AuditFailure;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLogTest {
    @TempDir
    Path directory;

    private final TestAudit.Heads heads = new TestAudit.Heads();
    private final TestAudit.Clock clock = new TestAudit.Clock();

    @Test
    void append_event_writesEveryMemberOfTheRecord() throws IOException {
        try (var log = open(SETTINGS)) {
            log.append(event("read"));
        }

        var line = lines(segments(directory).getFirst()).get(1);

        assertThat(line)
                .startsWith("{\"v\":1,\"seq\":2,\"kind\":\"mcp\",\"time\":\"2026-11-21T09:41:00.000000Z\",")
                .contains(
                        "\"traceId\":\"0123456789abcdef0123456789abcdef\"",
                        "\"workspace\":\"default\",\"caller\":\"key:ana\",\"agent\":null,\"peer\":\"127.0.0.1\"",
                        "\"operation\":\"tools/call\",\"server\":\"files\",\"target\":\"read\"",
                        "\"definitionHash\":\"sha256:00ff\",\"policyVersion\":\"policy-1\"",
                        "\"outcome\":\"allowed\",\"reason\":null,\"detail\":null",
                        "\"totalMicros\":120,\"upstreamMicros\":80,\"prev\":\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\r\n{\"v\":1,\"seq\":9}",
                "\u001b[2J\u001b]0;owned\u0007",
                "line\u2028separator\u2029",
                "\u202eright to left\u200b",
                "quote\" backslash\\ nul\u0000 \ud800 lone"
            })
    void append_hostileText_isOneLineOfPrintableJson(String hostile) throws IOException {
        try (var log = open(SETTINGS)) {
            log.append(event(hostile));
        }

        var bytes = Files.readAllBytes(segments(directory).getFirst());
        var lines = lines(segments(directory).getFirst());

        assertThat(lines).hasSize(3);
        assertThat(bytes)
                .matches(all -> IntStream.range(0, all.length)
                        .allMatch(at -> all[at] == '\n' || all[at] >= ' ' && all[at] < 0x7f));
        var target = JsonScanner.scanObject(lines.get(1).getBytes(UTF_8), JsonLimits.DEFAULT)
                .string("target");
        assertThat(target).hasValue(hostile.replace('\ud800', '\ufffd'));
    }

    @Test
    void append_veryLongText_isCut() throws IOException {
        try (var log = open(SETTINGS)) {
            log.append(event("\u2028".repeat(100_000)));
        }

        assertThat(lines(segments(directory).getFirst()).get(1))
                .hasSizeLessThan(3_000)
                .contains("...");
        assertThat(verify(directory, Optional.empty()).isOk()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void append_from64Threads_writesEachEventOnceAndKeepsEachThreadsOrder(boolean virtual) throws Exception {
        int threads = 64;
        int each = 200;
        var start = new CountDownLatch(1);
        try (var log = open(SETTINGS.withSegmentBytes(300_000).withCheckpointEvery(100));
                var pool =
                        virtual ? Executors.newVirtualThreadPerTaskExecutor() : Executors.newFixedThreadPool(threads)) {
            var running = new ArrayList<java.util.concurrent.Future<?>>();
            for (int thread = 0; thread < threads; thread++) {
                var caller = "caller-" + thread;
                running.add(pool.submit(() -> {
                    start.await();
                    for (int number = 0; number < each; number++) {
                        log.append(event(START, caller, "n" + number, AuditEvent.Outcome.ALLOWED));
                    }
                    return null;
                }));
            }
            start.countDown();
            for (var one : running) {
                one.get();
            }
        }

        var report = verify(directory, heads.newest());
        assertThat(report.broken()).isEmpty();
        assertThat(report.events()).isEqualTo((long) threads * each);
        assertThat(report.segments()).isGreaterThan(5);
        var all = new ArrayList<String>();
        for (var file : segments(directory)) {
            all.addAll(lines(file));
        }
        for (int thread = 0; thread < threads; thread++) {
            var caller = "\"caller\":\"caller-" + thread + "\"";
            assertThat(all.stream().filter(line -> line.contains(caller)).map(AuditLogTest::target))
                    .containsExactlyElementsOf(IntStream.range(0, each)
                            .mapToObj(number -> "n" + number)
                            .toList());
        }
    }

    @Test
    void append_byAnInterruptedThread_isWrittenAndTheInterruptKept() throws IOException {
        try (var log = open(SETTINGS)) {
            Thread.currentThread().interrupt();
            log.append(event("one"));
            assertThat(Thread.interrupted()).isTrue();
            log.append(event("two"));
        }

        assertThat(verify(directory, heads.newest()).events()).isEqualTo(2);
    }

    @Test
    void append_afterClose_fails() {
        var log = open(SETTINGS);
        log.close();
        log.close();

        assertThatExceptionOfType(AuditFailure.class).isThrownBy(() -> log.append(event("late")));
        assertThat(log.isWritable()).isFalse();
    }

    @Test
    void reopen_closedLog_continuesTheChain() throws IOException {
        for (int run = 0; run < 3; run++) {
            try (var log = open(SETTINGS)) {
                log.append(event("run " + run));
            }
        }

        var report = verify(directory, heads.newest());

        assertThat(report.isOk()).isTrue();
        assertThat(report.events()).isEqualTo(3);
        assertThat(report.segments()).isEqualTo(1);
    }

    @Test
    void reopen_tornLastLine_isSetAsideAndReported() throws IOException {
        TestAudit.write(directory, 5, SETTINGS);
        var file = segments(directory).getFirst();
        var torn = "{\"v\":1,\"seq\":8,\"kind\":\"mc";
        Files.writeString(file, torn, StandardOpenOption.APPEND);

        try (var log = open(SETTINGS)) {
            assertThat(log.setAside()).hasSize(1).allMatch(name -> name.endsWith(".torn"));
            assertThat(directory.resolve(log.setAside().getFirst())).hasContent(torn);
            log.append(event("after"));
        }

        var report = verify(directory, heads.newest());
        assertThat(report.isOk()).isTrue();
        assertThat(report.events()).isEqualTo(6);
        assertThat(report.notes()).anyMatch(note -> note.contains("torn"));
    }

    @Test
    void reopen_segmentWhoseFirstLineIsTorn_goesOnInTheOneBefore() throws IOException {
        TestAudit.write(directory, 5, SETTINGS);
        var begun = Segment.named(directory, 8, START.plusSeconds(9)).path();
        Files.writeString(begun, "{\"v\":1,\"se");

        try (var log = open(SETTINGS)) {
            log.append(event("after"));
        }

        assertThat(begun).doesNotExist();
        assertThat(verify(directory, heads.newest()).isOk()).isTrue();
    }

    @Test
    void verify_whileALineIsBeingWritten_isOk() throws IOException {
        TestAudit.write(directory, 5, SETTINGS);
        Files.writeString(segments(directory).getFirst(), "{\"v\":1,\"seq\":8", StandardOpenOption.APPEND);

        var report = verify(directory, Optional.empty());

        assertThat(report.isOk()).isTrue();
        assertThat(report.notes()).hasSize(1);
    }

    @Test
    void append_afterTheCheckpointInterval_sealsAndKeepsTheHead() throws IOException {
        try (var log = open(SETTINGS)) {
            log.append(event("one"));
            assertThat(verify(directory, heads.newest()).unsealed()).isEqualTo(1);
            clock.advance(Duration.ofSeconds(6));
            log.append(event("two"));

            var report = verify(directory, heads.newest());
            assertThat(report.unsealed()).isZero();
            assertThat(heads.newest().orElseThrow().sequence()).isEqualTo(report.lastSequence());
        }
    }

    @Test
    void retention_oldSegments_areDeletedWithANoteThatVerifies() throws IOException {
        var settings = SETTINGS.withSegmentBytes(1_000).withRetention(Duration.ofDays(30));
        try (var log = open(settings)) {
            IntStream.range(0, 10).forEach(number -> log.append(event("old" + number)));
            clock.advance(Duration.ofDays(31));
            IntStream.range(0, 10).forEach(number -> log.append(event("new" + number)));

            var report = verify(directory, heads.newest());
            assertThat(report.broken()).isEmpty();
            assertThat(report.firstSequence()).isGreaterThan(1);
            assertThat(Files.readString(segments(directory).getFirst(), UTF_8)).doesNotContain("old0");
        }

        Files.delete(segments(directory).getFirst());
        assertThat(verify(directory, heads.newest()).broken().orElseThrow().what())
                .isEqualTo(AuditReport.What.SEGMENT_MISSING);
    }

    @Test
    void verify_whileAHubAppendsRotatesAndDeletes_isOk() throws Exception {
        var settings = SETTINGS.withSegmentBytes(20_000).withCheckpointEvery(10).withRetention(Duration.ofHours(1));
        try (var log = open(settings)) {
            var writing = java.util.concurrent.CompletableFuture.runAsync(() -> {
                for (int number = 0; number < 2_000; number++) {
                    log.append(event("n" + number));
                    clock.advance(Duration.ofSeconds(1));
                }
            });
            int verified = 0;
            while (!writing.isDone() || verified == 0) {
                var head = heads.newest();
                assertThat(verify(directory, head).broken()).isEmpty();
                verified++;
            }
            writing.join();
        }
    }

    @Test
    void files_areReadableByTheOwnerOnly() throws IOException {
        TestAudit.write(directory, 1, SETTINGS);

        assertThat(Files.getPosixFilePermissions(segments(directory).getFirst()))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void verify_tellsItsProgress() throws IOException {
        TestAudit.write(directory, 50, SETTINGS.withSegmentBytes(4_000));
        var seen = new ArrayList<Long>();

        AuditVerifier.verify(directory, TestAudit.KEYS, Optional.empty(), (done, all) -> {
            assertThat(done).isLessThanOrEqualTo(all);
            seen.add(done);
        });

        assertThat(seen).isSorted().hasSizeGreaterThan(3);
    }

    private AuditLog open(AuditLog.Settings settings) {
        return TestAudit.open(directory, heads, settings, clock);
    }

    private static String target(String line) {
        int start = line.indexOf("\"target\":\"") + "\"target\":\"".length();
        return line.substring(start, line.indexOf('"', start));
    }
}
