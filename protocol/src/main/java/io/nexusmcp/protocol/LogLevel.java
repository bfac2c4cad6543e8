package io.nexusmcp.protocol;

import java.util.Locale;
import java.util.Optional;

/** Severity of {@code notifications/message}, least severe first (RFC 5424 names). */
public enum LogLevel {
    DEBUG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    CRITICAL,
    ALERT,
    EMERGENCY;

    public static Optional<LogLevel> of(String text) {
        for (var level : values()) {
            if (level.text().equals(text)) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
