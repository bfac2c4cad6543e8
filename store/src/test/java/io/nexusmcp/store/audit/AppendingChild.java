package io.nexusmcp.store.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.core.audit.AuditFailure;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** A process that appends from several threads and says which events were acknowledged, until it is killed. */
final class AppendingChild {
    static final int NOT_WRITABLE = 42;
    private static final int THREADS = 8;

    private AppendingChild() {}

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    public static void main(String[] arguments) throws InterruptedException {
        var log = TestAudit.open(
                Path.of(arguments[0]),
                new TestAudit.Heads(),
                TestAudit.SETTINGS.withCheckpointEvery(100).withSegmentBytes(1 << 20),
                new TestAudit.Clock());
        int each = Integer.parseInt(arguments[1]) / THREADS;
        var failed = new AtomicBoolean();
        var threads = new ArrayList<Thread>();
        var out = new FileOutputStream(FileDescriptor.out);
        for (int thread = 0; thread < THREADS; thread++) {
            var caller = "c" + thread;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int number = 0; number < each && !failed.get(); number++) {
                    append(log, caller, "n" + number, out, failed);
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        // Not closed: the process ends as if it had crashed.
        Runtime.getRuntime().halt(failed.get() ? NOT_WRITABLE : 0);
    }

    private static void append(AuditLog log, String caller, String target, FileOutputStream out, AtomicBoolean failed) {
        try {
            log.append(TestAudit.event(TestAudit.START, caller, target, AuditEvent.Outcome.ALLOWED));
            out.write(("ok " + caller + " " + target + "\n").getBytes(US_ASCII));
        } catch (AuditFailure e) {
            failed.set(true);
        } catch (IOException e) {
            throw new IllegalStateException("the parent went away", e);
        }
    }
}
