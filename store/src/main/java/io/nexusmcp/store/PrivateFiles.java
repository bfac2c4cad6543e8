package io.nexusmcp.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** Files and directories that only the hub's own user can read, from the moment they exist. */
public final class PrivateFiles {
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final int OTHERS = 0077;

    private PrivateFiles() {}

    /** An empty file with mode 0600; fails when there is one of this name. */
    public static void create(Path file) throws IOException {
        Files.createFile(file, OWNER_ONLY);
    }

    /** A directory with mode 0700, its parents included, unless it is there. */
    public static void createDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Files.createDirectories(directory, OWNER_ONLY_DIRECTORY);
    }

    /** Replaces a file's content at once: readers see the old or the new one whole, with mode 0600. */
    public static void write(Path file, String content) throws IOException {
        var temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            writeNew(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        force(parent(file));
    }

    /** Writes a file unless there is one of this name; of several writers one wins and nobody sees half a file. */
    static boolean writeOnce(Path file, String content) throws IOException {
        var temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            writeNew(temporary, content);
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException _) {
            return false;
        } finally {
            Files.deleteIfExists(temporary);
        }
        force(parent(file));
        return true;
    }

    /** Makes the names in a directory durable. */
    public static void force(Path directory) throws IOException {
        try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Refuses what another user owns or could read. */
    static void check(Path path) throws IOException {
        int owner = (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        long self = new UnixSystem().getUid();
        if (owner != self) {
            throw new StoreException(path + " belongs to user " + owner + ", the hub runs as " + self
                    + ": run it as that user or chown it");
        }
        if (isOpenToOthers(path)) {
            var mode = Files.isDirectory(path) ? "700" : "600";
            throw new StoreException(path + " can be used by other users: chmod " + mode + " " + path);
        }
    }

    static boolean isOpenToOthers(Path path) throws IOException {
        int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
        return (mode & OTHERS) != 0;
    }

    static void closeToOthers(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    private static void writeNew(Path file, String content) throws IOException {
        create(file);
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(content.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static Path parent(Path file) {
        var parent = file.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IllegalArgumentException("a file has a directory");
        }
        return parent;
    }
}
