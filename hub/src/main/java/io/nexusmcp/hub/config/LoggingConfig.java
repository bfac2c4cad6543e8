package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
                section.value(live("level", "How much the hub logs."), Values.choice(words(Level.values())), Level.INFO),
                section.value(live("format", "How a line looks."), Values.choice(words(Format.values())), Format.TEXT),
                section.section(
                        live("audit", "A filtered copy of the audit log; the log itself is always complete."),
                        AuditCopy::read));
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
                    section.value(live("enabled", "Writes the copy."), Values.bool(), false),
                    section.value(
                            live("level", "`info` copies all, `warn` what was denied or failed, `error` what failed."),
                            Values.choice(words(Level.INFO, Level.WARN, Level.ERROR)),
                            Level.INFO),
                    section.value(
                            live("format", "How a line looks."), Values.choice(words(Format.values())), Format.JSON),
                    section.value(
                            live("file", "Where it is written, from the data directory."),
                            Values.text().and("not empty", file -> !file.isBlank(), "is empty", ""),
                            "logs/audit.log"),
                    section.list(
                            live("events", "What is copied: `auth` what concerns credentials, `admin`, `agent` calls of"
                                    + " agents, `access` all other calls, `system`."),
                            Values.choice(words(Events.values())),
                            new ArrayList<>(List.of(Events.values()))));
        }
    }

    @SafeVarargs
    private static <E extends Enum<E>> Map<String, E> words(E... values) {
        var words = new LinkedHashMap<String, E>();
        for (var value : values) {
            words.put(value.name().toLowerCase(Locale.ROOT), value);
        }
        return words;
    }
}
