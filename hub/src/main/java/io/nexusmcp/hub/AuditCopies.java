package io.nexusmcp.hub;

import io.nexusmcp.core.audit.AuditEvent;
import io.nexusmcp.core.audit.AuditListener;
import io.nexusmcp.hub.config.HubConfig;
import io.nexusmcp.hub.config.LoggingConfig;
import io.nexusmcp.store.audit.FilteredAuditCopy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Collectors;

/** The filtered copy of the audit log that {@code logging.audit} asks for, if it asks for one. */
final class AuditCopies implements AuditListener, AutoCloseable {
    private final Path data;
    private final ReadWriteLock swap = new ReentrantReadWriteLock();
    private Wanted current;

    /** What is asked for, and the file it is written to. */
    record Wanted(Optional<FilteredAuditCopy.Settings> settings, Optional<FilteredAuditCopy> copy) {
        private static Wanted of(Optional<FilteredAuditCopy.Settings> settings) {
            return new Wanted(settings, settings.map(FilteredAuditCopy::new));
        }
    }

    AuditCopies(HubConfig config, Path data) {
        this.data = data;
        this.current = Wanted.of(settings(config));
    }

    /** What a configuration asks for, opened; {@link io.nexusmcp.store.StoreException} when it cannot be had. */
    Wanted open(HubConfig config) {
        var settings = settings(config);
        return settings.equals(current.settings()) ? current : Wanted.of(settings);
    }

    /** Goes on with what was opened. Events are in the one or in the other. */
    void put(Wanted next) {
        swap.writeLock().lock();
        try {
            if (!next.settings().equals(current.settings())) {
                close();
                current = next;
            }
        } finally {
            swap.writeLock().unlock();
        }
    }

    @Override
    public void recorded(AuditEvent event) {
        swap.readLock().lock();
        try {
            current.copy().ifPresent(copy -> copy.recorded(event));
        } finally {
            swap.readLock().unlock();
        }
    }

    @Override
    public void close() {
        current.copy().ifPresent(FilteredAuditCopy::close);
    }

    private Optional<FilteredAuditCopy.Settings> settings(HubConfig config) {
        var wanted = config.logging().audit();
        if (!wanted.enabled()) {
            return Optional.empty();
        }
        var families = wanted.events().stream().map(AuditCopies::family).collect(Collectors.toSet());
        return Optional.of(FilteredAuditCopy.Settings.of(data.resolve(wanted.file()), families, level(wanted.level())));
    }

    private static FilteredAuditCopy.Family family(LoggingConfig.Events events) {
        return switch (events) {
            case AUTH -> FilteredAuditCopy.Family.AUTH;
            case ADMIN -> FilteredAuditCopy.Family.ADMIN;
            case AGENT -> FilteredAuditCopy.Family.AGENT;
            case ACCESS -> FilteredAuditCopy.Family.ACCESS;
            case SYSTEM -> FilteredAuditCopy.Family.SYSTEM;
        };
    }

    private static FilteredAuditCopy.Level level(LoggingConfig.Level level) {
        return switch (level) {
            case TRACE, DEBUG, INFO -> FilteredAuditCopy.Level.INFO;
            case WARN -> FilteredAuditCopy.Level.WARNING;
            case ERROR -> FilteredAuditCopy.Level.ERROR;
        };
    }
}
