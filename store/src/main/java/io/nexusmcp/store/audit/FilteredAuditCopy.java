package io.nexusmcp.store.audit;

import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.core.audit.AuditListener;
import io.nexusmcp.store.PrivateFiles;
import io.nexusmcp.store.StoreException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A second, filtered file of audit events as JSON lines, rotated by size. It is a convenience beside the log and is
 * neither chained nor complete; a copy that cannot be written is reported and never costs an answer.
 */
public final class FilteredAuditCopy implements AuditListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FilteredAuditCopy.class);
    private static final int TYPICAL_LENGTH = 512;

    private static final Set<String> AUTH_REASONS =
            Set.of("unauthenticated", "ambiguous_credentials", "forbidden", "unknown_session", "before_authentication");

    /** Methods in which a client says who it is, so that each success to authenticate is seen once a session. */
    private static final Set<String> INTRODUCTIONS = Set.of("initialize", "server/discover");

    private final Settings settings;
    private @Nullable FileOutputStream out;
    private long size;
    private long lost;

    /** What an event is about; one event may be of several families. */
    public enum Family {
        /** Credentials and permissions that were refused, and clients that introduced themselves. */
        AUTH,
        /** The admin plane. */
        ADMIN,
        /** What agents did. */
        AGENT,
        /** What all other callers did. */
        ACCESS,
        /** What the hub itself did or noticed. */
        SYSTEM
    }

    /** How bad it must be: info takes all, warning what was denied or failed, error what failed. */
    public enum Level {
        INFO,
        WARNING,
        ERROR
    }

    /**
     * What goes into the copy.
     *
     * @param maxBytes size at which the file is renamed to end in {@code .1}, the older ones counted up
     * @param keptFiles how many renamed files there may be
     */
    public record Settings(Path file, Set<Family> families, Level level, long maxBytes, int keptFiles) {
        private static final long DEFAULT_MAX_BYTES = 64L << 20;
        private static final int DEFAULT_KEPT_FILES = 5;

        public Settings {
            families = Set.copyOf(families);
            if (maxBytes < 1 || keptFiles < 1) {
                throw new IllegalArgumentException("the audit copy's sizes must be positive");
            }
        }

        public static Settings of(Path file, Set<Family> families, Level level) {
            return new Settings(file, families, level, DEFAULT_MAX_BYTES, DEFAULT_KEPT_FILES);
        }
    }

    /** {@link StoreException} when the file cannot be opened. */
    public FilteredAuditCopy(Settings settings) {
        this.settings = settings;
        try {
            opened();
        } catch (IOException e) {
            throw new StoreException("the audit copy " + settings.file() + " cannot be written", e);
        }
    }

    @Override
    public void recorded(AuditEvent event) {
        var families = families(event);
        if (level(event).compareTo(settings.level()) < 0
                || families.stream().noneMatch(settings.families()::contains)) {
            return;
        }
        write(line(event, families));
    }

    /** Events that were lost since the file could last be written. */
    public synchronized long lost() {
        return lost;
    }

    @Override
    public synchronized void close() {
        var file = out;
        out = null;
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            LOG.warn("the audit copy could not be closed", e);
        }
    }

    private synchronized void write(byte[] line) {
        try {
            var file = opened();
            if (size > 0 && size + line.length > settings.maxBytes()) {
                rotate();
                file = opened();
            }
            file.write(line);
            size += line.length;
            if (lost > 0) {
                LOG.warn("the audit copy is written again; {} events are not in it", lost);
                lost = 0;
            }
        } catch (IOException e) {
            cutBack(e);
            close();
            if (lost++ == 0) {
                LOG.warn("the audit copy cannot be written; events go on into the audit log", e);
            }
        }
    }

    /** No half line stays behind for the next one to follow. */
    private void cutBack(IOException failure) {
        try {
            if (out != null) {
                out.getChannel().truncate(size);
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private FileOutputStream opened() throws IOException {
        var file = out;
        if (file == null) {
            var path = settings.file().toAbsolutePath();
            if (!Files.exists(path)) {
                var parent = Optional.ofNullable(path.getParent());
                if (parent.isPresent()) {
                    PrivateFiles.createDirectory(parent.get());
                }
                PrivateFiles.create(path);
            }
            file = new FileOutputStream(path.toFile(), true);
            size = Files.size(path);
            out = file;
        }
        return file;
    }

    private void rotate() throws IOException {
        close();
        for (int number = settings.keptFiles(); number > 0; number--) {
            var from = number == 1 ? settings.file() : numbered(number - 1);
            if (Files.exists(from)) {
                Files.move(from, numbered(number), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private Path numbered(int number) {
        return settings.file().resolveSibling(settings.file().getFileName() + "." + number);
    }

    private static byte[] line(AuditEvent event, Set<Family> families) {
        var line = new LineBuffer(TYPICAL_LENGTH);
        line.raw("{\"v\":1,\"level\":\"").raw(word(level(event))).raw("\",\"events\":[");
        line.raw(families.stream().map(family -> "\"" + word(family) + "\"").collect(Collectors.joining(",")));
        line.raw("],\"kind\":\"").raw(EventText.kind(event.kind())).raw("\",\"time\":\"");
        EventText.time(line, event.time());
        line.raw('"');
        EventText.members(line, event);
        return line.raw("}\n").copy();
    }

    private static String word(Family family) {
        return switch (family) {
            case AUTH -> "auth";
            case ADMIN -> "admin";
            case AGENT -> "agent";
            case ACCESS -> "access";
            case SYSTEM -> "system";
        };
    }

    private static String word(Level level) {
        return switch (level) {
            case INFO -> "info";
            case WARNING -> "warning";
            case ERROR -> "error";
        };
    }

    private static Level level(AuditEvent event) {
        return switch (event.verdict().outcome()) {
            case ALLOWED -> Level.INFO;
            case DENIED -> Level.WARNING;
            case FAILED -> Level.ERROR;
        };
    }

    private static Set<Family> families(AuditEvent event) {
        var families = EnumSet.noneOf(Family.class);
        if (event.verdict().reason().filter(AUTH_REASONS::contains).isPresent()
                || INTRODUCTIONS.contains(event.what().operation())) {
            families.add(Family.AUTH);
        }
        families.add(
                switch (event.kind()) {
                    case MCP -> event.who().agent().isPresent() ? Family.AGENT : Family.ACCESS;
                    case ADMIN -> Family.ADMIN;
                    case SYSTEM -> Family.SYSTEM;
                });
        return families;
    }
}
