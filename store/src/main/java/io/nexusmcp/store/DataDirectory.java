package io.nexusmcp.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Secret;
import io.nexusmcp.protocol.json.JsonText;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The directory with everything a hub keeps, held by one hub at a time. Only its own user can use it; a newer hub's
 * is refused.
 */
public final class DataDirectory implements AutoCloseable {
    /** Raised when an older hub could no longer use what a newer one keeps. */
    static final int VERSION = 1;

    private static final String VERSION_FILE = "version";
    private static final String LOCK = "lock";
    private static final String HOLDER = "holder.json";
    private static final String PORTS = "ports.json";
    private static final String ADMIN_KEY = "admin-key";

    /** Closing any channel of a file gives up every lock of the process on it, so a second one is never opened. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lock;
    private final Instant started;
    private final KeyFiles keys;

    private DataDirectory(Path path, FileChannel lock, Instant started) {
        this.path = path;
        this.lock = lock;
        this.started = started;
        this.keys = new KeyFiles(path.resolve("keys"));
    }

    /**
     * Creates the directory if need be and takes hold of it. {@link StoreException} says who holds it, whom it belongs
     * to or what else is wrong.
     */
    public static DataDirectory open(Path directory, Instant started) {
        try {
            var path = prepared(directory);
            if (!HELD.add(path)) {
                throw inUse(path);
            }
            try {
                return lock(path, started);
            } catch (IOException | RuntimeException e) {
                HELD.remove(path);
                throw e;
            }
        } catch (IOException e) {
            throw new StoreException("the data directory " + directory + " cannot be used: " + e, e);
        }
    }

    public Path path() {
        return path;
    }

    public Path database() {
        return databaseIn(path);
    }

    public Path audit() {
        return auditIn(path);
    }

    public static Path databaseIn(Path directory) {
        return directory.resolve("nexus.db");
    }

    public static Path auditIn(Path directory) {
        return directory.resolve("audit");
    }

    /**
     * The keys of a purpose by name, such as {@code audit-2} and {@code audit-1}, the newest first; the first is made
     * when there is none.
     */
    public SequencedMap<String, byte[]> keys(String purpose) {
        return keys.readOrCreate(purpose);
    }

    /** The keys of a directory that a hub may be using; empty when there are none. */
    public static SequencedMap<String, byte[]> keysIn(Path directory, String purpose) {
        return new KeyFiles(directory.resolve("keys")).read(purpose);
    }

    /** Adds a key, from now on the first of its purpose; the older ones stay. */
    public SequencedMap<String, byte[]> addKey(String purpose) {
        return keys.add(purpose);
    }

    /** Where this hub listens, for programs that were told only the directory. */
    public void writePorts(int server, int admin) {
        var ports = "\"server\":" + server + ",\"admin\":" + admin + "}\n";
        write(HOLDER, holder() + "," + ports);
        write(PORTS, "{" + ports);
    }

    public void writeAdminKey(Secret key) {
        write(ADMIN_KEY, key.reveal() + "\n");
    }

    /** Gives the directory up; its ports are no longer this hub's. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(path.resolve(PORTS));
            Files.deleteIfExists(path.resolve(HOLDER));
            lock.close();
        } catch (IOException e) {
            throw new StoreException("the data directory " + path + " cannot be given up", e);
        } finally {
            HELD.remove(path);
        }
    }

    private static DataDirectory lock(Path path, Instant started) throws IOException {
        var file = path.resolve(LOCK);
        PrivateFiles.writeOnce(file, "");
        var channel = FileChannel.open(file, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                throw inUse(path);
            }
            checkVersion(path);
            var held = new DataDirectory(path, channel, started);
            Files.deleteIfExists(path.resolve(PORTS));
            held.write(HOLDER, held.holder() + "}\n");
            return held;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** An empty directory is taken over; one with files must be private already, since it may be anybody's. */
    private static Path prepared(Path directory) throws IOException {
        PrivateFiles.createDirectory(directory.toAbsolutePath());
        var path = directory.toRealPath();
        if (PrivateFiles.isOpenToOthers(path) && isEmpty(path)) {
            PrivateFiles.closeToOthers(path);
        }
        PrivateFiles.check(path);
        return path;
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    private static void checkVersion(Path path) throws IOException {
        var file = path.resolve(VERSION_FILE);
        if (PrivateFiles.writeOnce(file, VERSION + "\n")) {
            return;
        }
        var text = Files.readString(file, UTF_8).strip();
        if (!text.matches("\\d{1,6}")) {
            throw new StoreException(file + " does not hold a version");
        }
        if (Integer.parseInt(text) > VERSION) {
            throw new StoreException(path + " was written by a newer hub (version " + text + ", this one knows "
                    + VERSION + "): use that one, or another directory");
        }
    }

    private static StoreException inUse(Path path) throws IOException {
        var holder = path.resolve(HOLDER);
        var who = Files.exists(holder) ? Files.readString(holder, UTF_8).strip() : "another process";
        return new StoreException("the data directory " + path + " is in use by " + who);
    }

    private String holder() {
        return "{\"pid\":" + ProcessHandle.current().pid() + ",\"started\":" + JsonText.quote(started.toString());
    }

    private void write(String name, String content) {
        try {
            PrivateFiles.write(path.resolve(name), content);
        } catch (IOException e) {
            throw new StoreException(path.resolve(name) + " cannot be written", e);
        }
    }
}
