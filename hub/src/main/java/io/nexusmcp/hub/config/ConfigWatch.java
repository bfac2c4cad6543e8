package io.nexusmcp.hub.config;

import io.nexusmcp.core.Digests;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls for a reload when the content of a file changes, however it is replaced, and on SIGHUP. Folders are watched
 * rather than files, so renames and swapped links count; reading again from time to time covers file systems that
 * tell nothing.
 */
public final class ConfigWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);

    private final Supplier<Set<Path>> files;
    private final Pace pace;
    private final WatchService folders;
    private final Set<Path> watched = new HashSet<>();
    private final AtomicBoolean isAsked = new AtomicBoolean();
    private volatile boolean isOpen = true;
    private Map<Path, String> seen;

    /**
     * How fast it reacts.
     *
     * @param quiet time without further change before a reload, so that a file is not read half written
     * @param poll time between looks of its own
     */
    public record Pace(Duration quiet, Duration poll) {
        public static final Pace USUAL = new Pace(Duration.ofMillis(200), Duration.ofSeconds(5));
    }

    private ConfigWatch(Supplier<Set<Path>> files, Pace pace) throws IOException {
        this.files = files;
        this.pace = pace;
        this.folders = FileSystems.getDefault().newWatchService();
        this.seen = contents();
        watchFolders();
    }

    /**
     * Notices changes and SIGHUP from now on, which {@link #start} will act on.
     *
     * @param files asked again before each look, since a reload can change them
     */
    public static ConfigWatch open(Supplier<Set<Path>> files, Pace pace) throws IOException {
        var watch = new ConfigWatch(files, pace);
        Signals.on("HUP", watch::ask);
        return watch;
    }

    /** @param reload called for what has changed since the watch was opened, on one thread, one call at a time */
    public void start(Runnable reload) {
        Thread.ofPlatform().daemon().name("config-watch").start(() -> run(reload));
    }

    /** Reloads soon, whether or not a file changed. */
    public void ask() {
        isAsked.set(true);
    }

    /** Begins no further reload. */
    public void stop() {
        isOpen = false;
        Signals.on("HUP", () -> {});
    }

    @Override
    public void close() throws IOException {
        stop();
        folders.close();
    }

    private void run(Runnable reload) {
        try {
            while (isOpen) {
                boolean isEvent = waitForEvent();
                if (isEvent) {
                    settle();
                }
                // Taken before the reload: what changes during it is seen as one more change.
                var now = contents();
                boolean isWanted = isAsked.getAndSet(false) || !now.equals(seen);
                seen = now;
                if (isWanted) {
                    reloadSafely(reload);
                    watchFolders();
                }
            }
        } catch (ClosedWatchServiceException _) {
            LOG.debug("configuration is watched no longer");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** A signal cannot wake the folders' queue, so waiting goes in small steps. */
    private boolean waitForEvent() throws InterruptedException {
        long end = System.nanoTime() + pace.poll.toNanos();
        while (!isAsked.get() && System.nanoTime() < end) {
            var key = folders.poll(pace.quiet.toMillis(), TimeUnit.MILLISECONDS);
            if (key != null) {
                key.pollEvents();
                key.reset();
                return true;
            }
        }
        return false;
    }

    private void settle() throws InterruptedException {
        for (var key = folders.poll(pace.quiet.toMillis(), TimeUnit.MILLISECONDS);
                key != null;
                key = folders.poll(pace.quiet.toMillis(), TimeUnit.MILLISECONDS)) {
            key.pollEvents();
            key.reset();
        }
    }

    private static void reloadSafely(Runnable reload) {
        try {
            reload.run();
        } catch (RuntimeException e) {
            LOG.error("configuration could not be reloaded; the running one stays", e);
        }
    }

    /** Digests of what the files hold now; a file that cannot be read counts as one more content. */
    private Map<Path, String> contents() {
        var contents = new TreeMap<Path, String>();
        for (var file : files.get()) {
            try {
                contents.put(file, HexFormat.of().formatHex(Digests.sha256(Files.readAllBytes(file))));
            } catch (IOException _) {
                contents.put(file, "unreadable");
            }
        }
        return contents;
    }

    private void watchFolders() {
        for (var file : files.get()) {
            var folder = file.toAbsolutePath().getParent();
            if (folder == null || !watched.add(folder)) {
                continue;
            }
            try {
                folder.register(
                        folders,
                        StandardWatchEventKinds.ENTRY_CREATE,
                        StandardWatchEventKinds.ENTRY_DELETE,
                        StandardWatchEventKinds.ENTRY_MODIFY);
            } catch (IOException e) {
                LOG.warn("{} cannot be watched and is looked at every {}", folder, pace.poll, e);
            }
        }
    }
}
