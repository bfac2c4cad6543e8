package io.nexusmcp.upstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A child with all it started. Descendants are remembered when seen, and where the system shows sessions, those are
 * found too that left the tree.
 */
final class ProcessTree {
    private static final Path PROC = Path.of("/proc");
    /** Place of the session id after the name in {@code /proc/PID/stat}: state, parent, group, session. */
    private static final int SESSION_FIELD = 3;

    private final Process root;
    private final Set<ProcessHandle> seen = new LinkedHashSet<>();
    private boolean isEnded;

    ProcessTree(Process root) {
        this.root = root;
    }

    /** Ends everything: waits for the root, then asks, then kills. The root's input is closed already. */
    synchronized void end(Duration patience) {
        if (isEnded) {
            return;
        }
        isEnded = true;
        look();
        boolean endedAlone = hasEnded(patience);
        look();
        if (endedAlone && survivors().findAny().isEmpty()) {
            return;
        }
        survivors().forEach(ProcessHandle::destroy);
        root.destroy();
        waitForAll(patience);
        look();
        survivors().forEach(ProcessHandle::destroyForcibly);
        root.destroyForcibly();
        hasEnded(patience);
    }

    private boolean hasEnded(Duration patience) {
        try {
            return root.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void waitForAll(Duration patience) {
        var deadline = Deadline.in(patience);
        hasEnded(patience);
        for (var process : Set.copyOf(seen)) {
            waitFor(process, deadline);
        }
    }

    private static void waitFor(ProcessHandle process, Deadline deadline) {
        try {
            process.onExit().get(Math.max(1, deadline.remainingNanos()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            // it will be killed
        }
    }

    private Stream<ProcessHandle> survivors() {
        return seen.stream().filter(ProcessHandle::isAlive);
    }

    private void look() {
        root.descendants().forEach(seen::add);
        if (Files.isDirectory(PROC)) {
            ofSession(root.pid()).forEach(seen::add);
        }
    }

    private static Set<ProcessHandle> ofSession(long session) {
        var members = new LinkedHashSet<ProcessHandle>();
        try (var folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var folder : folders) {
                long pid = Long.parseLong(folder.getFileName().toString());
                if (pid != session && sessionOf(folder).orElse(0L) == session) {
                    ProcessHandle.of(pid).ifPresent(members::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list processes", e);
        }
        return members;
    }

    private static Optional<Long> sessionOf(Path folder) {
        try {
            var stat = Files.readString(folder.resolve("stat"), StandardCharsets.ISO_8859_1);
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Optional.of(Long.valueOf(fields[SESSION_FIELD]));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException _) {
            return Optional.empty(); // the process ended while its file was read
        }
    }
}
