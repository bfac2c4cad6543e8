package io.nexusmcp.store.audit;

import static io.nexusmcp.store.audit.AuditReport.What.CHANGED;
import static io.nexusmcp.store.audit.AuditReport.What.CHECKPOINT_FORGED;
import static io.nexusmcp.store.audit.AuditReport.What.CHECKPOINT_MISSING;
import static io.nexusmcp.store.audit.AuditReport.What.DROPPED;
import static io.nexusmcp.store.audit.AuditReport.What.REORDERED;
import static io.nexusmcp.store.audit.AuditReport.What.SEGMENT_MISSING;
import static io.nexusmcp.store.audit.AuditReport.What.TRUNCATED;
import static io.nexusmcp.store.audit.TestAudit.KEYS;
import static io.nexusmcp.store.audit.TestAudit.SETTINGS;
import static io.nexusmcp.store.audit.TestAudit.lines;
import static io.nexusmcp.store.audit.TestAudit.rewrite;
import static io.nexusmcp.store.audit.TestAudit.segments;
import static io.nexusmcp.store.audit.TestAudit.verify;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Digests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever changes the files without the key is found, and the first place is named. */
class AuditTamperingTest {
    private static final int EVENTS = 20;

    @TempDir
    Path directory;

    @Test
    void verify_untouchedLog_isOk() throws IOException {
        var heads = TestAudit.write(directory, EVENTS, SETTINGS.withCheckpointEvery(5));

        var report = verify(directory, heads.newest());

        assertThat(report.isOk()).isTrue();
        assertThat(report.events()).isEqualTo(EVENTS);
        assertThat(report.unsealed()).isZero();
        assertThat(report.lastSequence()).isEqualTo(report.lines());
        assertThat(heads.newest().orElseThrow().sequence()).isEqualTo(report.lastSequence());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"v\":1; \"v\":2",
                "\"kind\":\"mcp\"; \"kind\":\"admin\"",
                "\"time\":\"2026; \"time\":\"2025",
                "\"traceId\":\"0; \"traceId\":\"1",
                "\"workspace\":\"default; \"workspace\":\"d3fault",
                "\"caller\":\"key:ana; \"caller\":\"key:bob",
                "\"agent\":null; \"agent\":\"x\"",
                "\"peer\":\"127; \"peer\":\"128",
                "tools/call; tools/list",
                "\"server\":\"files; \"server\":\"fires",
                "\"target\":\"t; \"target\":\"u",
                "sha256:00; sha256:01",
                "\"policyVersion\":\"policy-1; \"policyVersion\":\"policy-2",
                "\"outcome\":\"allowed; \"outcome\":\"denied",
                "\"reason\":null; \"reason\":\"x\"",
                "\"detail\":null; \"detail\":\"x\"",
                "\"totalMicros\":1; \"totalMicros\":2",
                "\"upstreamMicros\":8; \"upstreamMicros\":9",
            })
    void verify_changedFieldOfAnEvent_isFoundAtThatLine(String written, String changed) throws IOException {
        TestAudit.write(directory, EVENTS, SETTINGS);
        var file = segments(directory).getFirst();
        var lines = new ArrayList<>(lines(file));
        assertThat(lines.get(7)).contains(written);
        lines.set(7, lines.get(7).replace(written, changed));
        rewrite(file, lines);

        var broken = verify(directory, Optional.empty()).broken().orElseThrow();

        assertThat(broken.what()).isEqualTo(CHANGED);
        assertThat(broken.line()).isEqualTo(8);
        assertThat(broken.sequence()).isEqualTo(8);
    }

    @Test
    void verify_anyByteFlippedAnywhere_isFound() throws IOException {
        var heads = TestAudit.write(directory, 1, SETTINGS);
        var file = segments(directory).getFirst();
        var written = Files.readAllBytes(file);
        var missed = new ArrayList<Integer>();

        for (int at = 0; at < written.length; at++) {
            var changed = written.clone();
            changed[at] ^= 1;
            Files.write(file, changed);
            if (verify(directory, heads.newest()).isOk()) {
                missed.add(at);
            }
        }

        assertThat(missed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"seq\":8", "\"prev\":\""})
    void verify_changedLink_isFoundAtThatLine(String member) throws IOException {
        TestAudit.write(directory, EVENTS, SETTINGS);
        var file = segments(directory).getFirst();
        var lines = new ArrayList<>(lines(file));
        int at = lines.get(7).indexOf(member) + member.length();
        char changed = lines.get(7).charAt(at) == '1' ? '2' : '1';
        lines.set(
                7,
                member.startsWith("\"seq")
                        ? lines.get(7).replace(member, "\"seq\":9")
                        : lines.get(7).substring(0, at) + changed + lines.get(7).substring(at + 1));
        rewrite(file, lines);

        var broken = verify(directory, Optional.empty()).broken().orElseThrow();

        assertThat(broken.what()).isEqualTo(CHANGED);
        assertThat(broken.line()).isEqualTo(8);
    }

    @Test
    void verify_droppedLine_isFound() throws IOException {
        TestAudit.write(directory, EVENTS, SETTINGS);
        var file = segments(directory).getFirst();
        var lines = new ArrayList<>(lines(file));
        lines.remove(7);
        rewrite(file, lines);

        var broken = verify(directory, Optional.empty()).broken().orElseThrow();

        assertThat(broken.what()).isEqualTo(DROPPED);
        assertThat(broken.sequence()).isEqualTo(8);
    }

    @Test
    void verify_swappedLines_areFound() throws IOException {
        TestAudit.write(directory, EVENTS, SETTINGS);
        var file = segments(directory).getFirst();
        var lines = new ArrayList<>(lines(file));
        Collections.swap(lines, 7, 8);
        rewrite(file, lines);

        var broken = verify(directory, Optional.empty()).broken().orElseThrow();

        assertThat(broken.what()).isEqualTo(REORDERED);
        assertThat(broken.sequence()).isEqualTo(8);
    }

    @Test
    void verify_repeatedLine_isFound() throws IOException {
        TestAudit.write(directory, EVENTS, SETTINGS);
        var file = segments(directory).getFirst();
        var lines = new ArrayList<>(lines(file));
        lines.add(8, lines.get(7));
        rewrite(file, lines);

        assertThat(verify(directory, Optional.empty()).broken().orElseThrow().what())
                .isEqualTo(REORDERED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10})
    void verify_droppedLastLines_areFoundByTheHead(int dropped) throws IOException {
        var heads = TestAudit.write(directory, EVENTS, SETTINGS.withCheckpointEvery(5));
        var file = segments(directory).getFirst();
        var lines = lines(file);
        rewrite(file, lines.subList(0, lines.size() - dropped));

        var broken = verify(directory, heads.newest()).broken().orElseThrow();

        assertThat(broken.what()).isEqualTo(TRUNCATED);
        assertThat(broken.sequence()).isEqualTo(lines.size() - dropped + 1L);
    }

    @Test
    void verify_allFilesRemoved_isFoundByTheHead() throws IOException {
        var heads = TestAudit.write(directory, EVENTS, SETTINGS);
        for (var file : segments(directory)) {
            Files.delete(file);
        }

        assertThat(verify(directory, heads.newest()).broken().orElseThrow().what())
                .isEqualTo(TRUNCATED);
    }

    @Test
    void verify_lineAtTheHeadReplacedByAnother_isFound() throws IOException {
        var heads = TestAudit.write(directory, EVENTS, SETTINGS);
        var other = directory.resolve("other");
        TestAudit.write(other, EVENTS - 1, SETTINGS);
        try (var log = TestAudit.open(other, new TestAudit.Heads(), SETTINGS, new TestAudit.Clock())) {
            log.append(TestAudit.event("else"));
        }
        Files.copy(
                segments(other).getFirst(),
                segments(directory).getFirst(),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        var report = verify(directory, heads.newest());

        assertThat(report.broken().orElseThrow().what()).isEqualTo(CHANGED);
    }

    @Test
    void verify_removedSegmentInTheMiddle_isFound() throws IOException {
        TestAudit.write(directory, EVENTS, SETTINGS.withSegmentBytes(2_000));
        Files.delete(segments(directory).get(1));

        assertThat(verify(directory, Optional.empty()).broken().orElseThrow().what())
                .isEqualTo(SEGMENT_MISSING);
    }

    @Test
    void verify_removedFirstSegment_isFound() throws IOException {
        TestAudit.write(directory, EVENTS, SETTINGS.withSegmentBytes(2_000));
        Files.delete(segments(directory).getFirst());

        var broken = verify(directory, Optional.empty()).broken().orElseThrow();

        assertThat(broken.what()).isEqualTo(SEGMENT_MISSING);
        assertThat(broken.sequence()).isEqualTo(1);
    }

    @Test
    void verify_lastLinesOfAnEarlierSegmentRemoved_areFound() throws IOException {
        TestAudit.write(directory, EVENTS, SETTINGS.withSegmentBytes(2_000));
        var file = segments(directory).getFirst();
        var lines = lines(file);
        rewrite(file, lines.subList(0, lines.size() - 2));

        assertThat(verify(directory, Optional.empty()).broken().orElseThrow().what())
                .isEqualTo(DROPPED);
    }

    @Test
    void verify_swappedSegments_areFound() throws IOException {
        TestAudit.write(directory, EVENTS, SETTINGS.withSegmentBytes(2_000));
        var first = segments(directory).get(0);
        var second = segments(directory).get(1);
        var content = Files.readAllBytes(first);
        Files.write(first, Files.readAllBytes(second));
        Files.write(second, content);

        assertThat(verify(directory, Optional.empty()).broken().orElseThrow().what())
                .isEqualTo(REORDERED);
    }

    @Test
    void verify_checkpointSignedWithAnotherKey_isFound() throws IOException {
        TestAudit.write(directory, EVENTS, SETTINGS);

        var sameName = AuditVerifier.verify(directory, TestAudit.keys("audit-1", 8), Optional.empty(), (_, _) -> {});
        var otherName = AuditVerifier.verify(directory, TestAudit.keys("audit-2", 7), Optional.empty(), (_, _) -> {});

        assertThat(sameName.broken().orElseThrow().what()).isEqualTo(CHECKPOINT_FORGED);
        assertThat(otherName.broken().orElseThrow().what()).isEqualTo(CHECKPOINT_FORGED);
    }

    @Test
    void verify_chainRecomputedWithoutTheKey_isFoundAtTheNextCheckpoint() throws IOException {
        TestAudit.write(directory, EVENTS, SETTINGS.withCheckpointEvery(5));
        var file = segments(directory).getFirst();
        var lines = new ArrayList<>(lines(file));
        lines.set(1, lines.get(1).replace("key:ana", "key:bob"));
        rewrite(file, rechained(lines));

        var broken = verify(directory, Optional.empty()).broken().orElseThrow();

        assertThat(broken.what()).isEqualTo(CHECKPOINT_FORGED);
        assertThat(broken.sequence()).isEqualTo(7);
    }

    @Test
    void verify_checkpointsLeftOutOfARecomputedChain_isFound() throws IOException {
        TestAudit.write(directory, EVENTS, SETTINGS.withCheckpointEvery(5));
        var file = segments(directory).getFirst();
        var lines = new ArrayList<>(lines(file));
        lines.removeIf(line -> line.contains("\"kind\":\"checkpoint\""));
        for (int at = 0; at < lines.size(); at++) {
            lines.set(at, lines.get(at).replaceFirst("\"seq\":\\d+", "\"seq\":" + (at + 1)));
        }
        rewrite(file, rechained(lines));

        assertThat(verify(directory, Optional.empty()).broken().orElseThrow().what())
                .isEqualTo(CHECKPOINT_MISSING);
    }

    @Test
    void open_logThatWasCutOff_isRecordedForGood() throws IOException {
        var heads = TestAudit.write(directory, EVENTS, SETTINGS.withCheckpointEvery(5));
        var file = segments(directory).getFirst();
        rewrite(file, lines(file).subList(0, 10));
        try (var log = AuditLog.open(directory, KEYS, heads, SETTINGS, new TestAudit.Clock())) {
            for (int more = 0; more < EVENTS; more++) {
                log.append(TestAudit.event("later"));
            }
        }

        var broken = verify(directory, heads.newest()).broken().orElseThrow();

        assertThat(broken.what()).isEqualTo(TRUNCATED);
        assertThat(broken.sequence()).isEqualTo(11);
    }

    /** Every link made right again, as someone without the key would. */
    private static List<String> rechained(List<String> lines) {
        var chained = new ArrayList<String>();
        var prev = Link.NO_LINE;
        for (var line : lines) {
            var linked = line.replaceFirst("\"prev\":\"[0-9a-f]{64}\"", "\"prev\":\"" + prev + "\"");
            chained.add(linked);
            prev = Digests.sha256Hex(linked.getBytes(UTF_8));
        }
        return chained;
    }
}
