package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

import java.util.List;

/** What the hub writes about itself: the keys of {@code logging}. */
public record LoggingConfig(Level level, Format format, AuditCopy audit) {
    /** How much is written. */
    public enum Level {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR
    }

    /** How a line looks. */
    public enum Format {
        TEXT,
        JSON
    }

    /** The families of events that a copy can hold. */
    public enum Events {
        AUTH,
        ADMIN,
        AGENT,
        ACCESS,
        SYSTEM
    }

    static LoggingConfig read(Section section) {
        return new LoggingConfig(
                section.value(live("level", "How much the hub logs."), Choice.of(Level.values()), Level.INFO),
                section.value(live("format", "How a line looks."), Choice.of(Format.values()), Format.TEXT),
                AuditCopy.read(section.section(
                        live("audit", "A filtered copy of the audit log; the log itself is always complete."))));
    }

    /**
     * A filtered copy of the audit log.
     *
     * @param level INFO for all, WARN for what was denied or failed, ERROR for what failed
     * @param file from the data directory
     */
    public record AuditCopy(boolean enabled, Level level, Format format, String file, List<Events> events) {
        public AuditCopy {
            events = List.copyOf(events);
        }

        static AuditCopy read(Section section) {
            return new AuditCopy(
                    section.value(live("enabled", "Writes the copy."), Values.BOOL, false),
                    section.value(
                            live("level", "`info` copies all, `warn` what was denied or failed, `error` what failed."),
                            Choice.of(Level.INFO, Level.WARN, Level.ERROR),
                            Level.INFO),
                    section.value(
                            live("format", "How a line looks; only `json` in this version."),
                            Choice.of(Format.JSON),
                            Format.JSON),
                    section.value(
                            live("file", "Where it is written, from the data directory."),
                            Values.FILLED,
                            "logs/audit.log"),
                    section.list(
                            live(
                                    "events",
                                    "What is copied: `auth` what concerns credentials, `admin`, `agent` calls of"
                                            + " agents, `access` all other calls, `system`."),
                            Choice.of(Events.values()),
                            List.of(Events.values())));
        }
    }
}
