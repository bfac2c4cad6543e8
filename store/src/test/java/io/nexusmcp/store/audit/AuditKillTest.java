package io.nexusmcp.store.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** Killing the process with SIGKILL loses no event that was acknowledged, and the chain goes on. */
class AuditKillTest {
    private static final int ACKNOWLEDGED_BEFORE_THE_KILL = 3_000;

    @TempDir
    Path directory;

    @RepeatedTest(3)
    void kill_whileAppending_losesNothingAcknowledged() throws Exception {
        var acknowledged = killedAfterSome();

        var heads = new TestAudit.Heads();
        TestAudit.open(directory, heads, TestAudit.SETTINGS, new TestAudit.Clock())
                .close();

        var report = TestAudit.verify(directory, heads.newest());
        assertThat(report.broken()).isEmpty();
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED_BEFORE_THE_KILL);
        assertThat(written()).containsAll(acknowledged).doesNotHaveDuplicates();
    }

    private List<String> killedAfterSome() throws IOException, InterruptedException {
        var child = new ProcessBuilder(
                        AppendingChild.java(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendingChild.class.getName(),
                        directory.toString(),
                        "100000000")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var acknowledged = new ArrayList<String>();
        try (var lines = child.inputReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                // A line that the kill cut off is shorter than every whole one of its kind and no acknowledgement.
                if (line.matches("ok c\\d n\\d+")) {
                    acknowledged.add(line.substring("ok ".length()));
                }
                if (acknowledged.size() == ACKNOWLEDGED_BEFORE_THE_KILL) {
                    child.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return acknowledged;
    }

    private List<String> written() throws IOException {
        var written = new ArrayList<String>();
        for (var file : TestAudit.segments(directory)) {
            for (var line : TestAudit.lines(file)) {
                if (line.contains("\"kind\":\"mcp\"")) {
                    written.add(value(line, "caller") + " " + value(line, "target"));
                }
            }
        }
        return written;
    }

    private static String value(String line, String member) {
        int start = line.indexOf("\"" + member + "\":\"") + member.length() + 4;
        return line.substring(start, line.indexOf('"', start));
    }
}
