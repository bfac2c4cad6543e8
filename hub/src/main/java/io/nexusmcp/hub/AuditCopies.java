package io.nexusmcp.hub;

import io.nexusmcp.hub.config.HubConfig;
import io.nexusmcp.hub.config.LoggingConfig;
import io.nexusmcp.store.audit.FilteredAuditCopy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/** The filtered copy of the audit log that {@code logging.audit} asks for. */
final class AuditCopies {
    private AuditCopies() {}

    static Optional<FilteredAuditCopy> of(HubConfig config, Path data) {
        var wanted = config.logging().audit();
        if (!wanted.enabled()) {
            return Optional.empty();
        }
        var families = wanted.events().stream().map(AuditCopies::family).collect(Collectors.toSet());
        var settings = FilteredAuditCopy.Settings.of(data.resolve(wanted.file()), families, level(wanted.level()));
        return Optional.of(new FilteredAuditCopy(settings));
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
