package io.nexusmcp.store.audit;

import static io.nexusmcp.store.audit.TestAudit.SETTINGS;
import static io.nexusmcp.store.audit.TestAudit.START;
import static io.nexusmcp.store.audit.TestAudit.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.core.audit.AuditTrail.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFilesTest {
    private static final int EVENTS = 3_000;
    private static final Optional<Instant> ANY = Optional.empty();
    private static final Optional<String> ALL = Optional.empty();

    @TempDir
    Path directory;

    private AuditFiles files;

    @BeforeEach
    void write() {
        files = new AuditFiles(directory);
        var clock = new TestAudit.Clock();
        var settings = new AuditLog.Settings(400_000, 100, Duration.ofDays(1), false, Optional.empty());
        try (var log = TestAudit.open(directory, new TestAudit.Heads(), settings, clock)) {
            for (int number = 0; number < EVENTS; number++) {
                var caller = number % 10 == 0 ? "key:bob" : "key:ana";
                var outcome = number % 100 == 0 ? AuditEvent.Outcome.DENIED : AuditEvent.Outcome.ALLOWED;
                log.append(event(clock.instant(), caller, "t" + number, outcome));
                clock.advance(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void search_everything_givesTheNewestOldestFirst() {
        var lines = files.search(query(ANY, ANY, ALL, ALL, ALL, 5));

        assertThat(targets(lines)).containsExactly("t2995", "t2996", "t2997", "t2998", "t2999");
    }

    @Test
    void search_byCallerAndOutcome_needsBoth() {
        var bob = files.search(query(ANY, ANY, Optional.of("key:bob"), ALL, ALL, 10_000));
        var denied = files.search(query(ANY, ANY, Optional.of("key:bob"), Optional.of("denied"), ALL, 10_000));
        var none = files.search(query(ANY, ANY, Optional.of("key:ana"), Optional.of("denied"), ALL, 10_000));

        assertThat(bob).hasSize(EVENTS / 10);
        assertThat(denied).hasSize(EVENTS / 100);
        assertThat(none).isEmpty();
    }

    @Test
    void search_bothBoundsOfTime_areIncluded() {
        var lines = files.search(
                query(Optional.of(START.plusSeconds(100)), Optional.of(START.plusSeconds(103)), ALL, ALL, ALL, 100));

        assertThat(targets(lines)).containsExactly("t100", "t101", "t102", "t103");
    }

    @Test
    void search_textAnywhere_isFound() {
        assertThat(targets(files.search(query(ANY, ANY, ALL, ALL, Optional.of("t1234"), 10))))
                .containsExactly("t1234");
    }

    @Test
    void search_valueThatSpellsAnotherMember_doesNotPassForIt() {
        try (var log = TestAudit.open(directory, new TestAudit.Heads(), SETTINGS, new TestAudit.Clock())) {
            log.append(event(START, "key:eve", "x\",\"caller\":\"key:root", AuditEvent.Outcome.ALLOWED));
        }

        assertThat(files.search(query(ANY, ANY, Optional.of("key:root"), ALL, ALL, 10)))
                .isEmpty();
        assertThat(files.search(query(ANY, ANY, Optional.of("key:eve"), ALL, ALL, 10)))
                .hasSize(1);
    }

    @Test
    void search_limit_isCapped() {
        assertThat(files.search(query(ANY, ANY, ALL, ALL, ALL, Integer.MAX_VALUE)))
                .hasSize(EVENTS);
        assertThat(files.search(query(ANY, ANY, ALL, ALL, ALL, 0))).isEmpty();
        assertThat(files.search(query(ANY, ANY, ALL, ALL, ALL, -1))).isEmpty();
    }

    @Test
    void search_emptyDirectory_findsNothing() {
        assertThat(new AuditFiles(directory.resolve("none")).search(query(ANY, ANY, ALL, ALL, ALL, 10)))
                .isEmpty();
    }

    @Test
    void after_fromTheBeginning_givesEveryEventOnceInOrder() {
        long sequence = 0;
        var seen = new java.util.ArrayList<String>();
        for (var page = files.after(sequence, 250); !page.isEmpty(); page = files.after(sequence, 250)) {
            assertThat(page).hasSizeLessThanOrEqualTo(250);
            seen.addAll(targets(page));
            sequence = sequence(page.getLast());
        }

        assertThat(seen)
                .containsExactlyElementsOf(IntStream.range(0, EVENTS)
                        .mapToObj(number -> "t" + number)
                        .toList());
    }

    @Test
    void after_anySequence_givesExactlyWhatFollows() throws IOException {
        for (long sequence : List.of(1L, 2L, 99L, 102L, 1_000L, 1_517L, 2_900L)) {
            var next = files.after(sequence, 1).getFirst();

            assertThat(sequence(next)).isBetween(sequence + 1, sequence + 3);
        }
    }

    @Test
    void after_nothingNew_givesItOnceItIsThere() {
        var last = sequence(files.search(query(ANY, ANY, ALL, ALL, ALL, 1)).getFirst());
        try (var log = TestAudit.open(directory, new TestAudit.Heads(), SETTINGS, new TestAudit.Clock())) {
            assertThat(files.after(last, 10)).isEmpty();
            var writing = CompletableFuture.runAsync(() -> log.append(event("late")));

            await().untilAsserted(
                            () -> assertThat(targets(files.after(last, 10))).containsExactly("late"));
            writing.join();
        }
    }

    private static Query query(
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<String> caller,
            Optional<String> outcome,
            Optional<String> text,
            int limit) {
        return new Query(from, to, caller, Optional.of("files"), Optional.empty(), outcome, text, limit);
    }

    private static List<String> targets(List<String> lines) {
        return lines.stream().map(line -> value(line, "\"target\":\"", '"')).toList();
    }

    private static long sequence(String line) {
        return Long.parseLong(value(line, "\"seq\":", ','));
    }

    private static String value(String line, String member, char end) {
        int start = line.indexOf(member) + member.length();
        return line.substring(start, line.indexOf(end, start));
    }
}
