package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

import java.time.Duration;
import java.util.Optional;

/**
 * The audit log, which cannot be switched off: the keys of {@code audit}.
 *
 * @param retention empty keeps segments for ever
 */
public record AuditConfig(Optional<Duration> retention, long segmentBytes, boolean fsync) {
    static AuditConfig read(Section section) {
        var day = Duration.ofDays(1);
        return new AuditConfig(
                section.optional(
                        live("retention", "How long segments are kept; without it for ever."),
                        Measures.duration(day, day, Duration.ofDays(36_500))),
                section.value(
                        live("segmentBytes", "Size at which a new segment begins."),
                        Measures.bytes(1L << 16, 1L << 30),
                        64L << 20),
                section.value(
                        live("fsync", "Waits for the disk before an answer leaves, so that a power cut loses nothing."),
                        Values.BOOL,
                        false));
    }
}
