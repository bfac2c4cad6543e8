package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

import io.nexusmcp.core.replay.ReplayLimits;
import java.time.Duration;

/** What is kept for clients that lose a stream: the keys of {@code replay}. */
public record ReplayConfig(ReplayLimits limits, Duration retry) {
    private static final int MAX_EVENTS = 10_000_000;
    private static final long MAX_BYTES = 4L << 30;

    static ReplayConfig read(Section section) {
        var limits = new ReplayLimits(
                room(section.section(live("perCaller", "Of each caller.")), ReplayLimits.DEFAULT.perCaller()),
                room(section.section(live("inAll", "Of all callers together.")), ReplayLimits.DEFAULT.inAll()),
                section.value(
                        live("lifetime", "Time for which a stream is kept after its end or after its client left."),
                        Measures.duration(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofHours(24)),
                        ReplayLimits.DEFAULT.lifetime()));
        var retry = section.value(
                live("retry", "Time that clients are asked to wait before they come again for a stream."),
                Measures.duration(Duration.ofMillis(1), Duration.ZERO, Duration.ofMinutes(1)),
                Duration.ofSeconds(1));
        return new ReplayConfig(limits, retry);
    }

    private static ReplayLimits.Room room(Section section, ReplayLimits.Room fallback) {
        return new ReplayLimits.Room(
                section.value(live("events", "Most messages."), Measures.integer(0, MAX_EVENTS), fallback.events()),
                section.value(live("bytes", "Most bytes."), Measures.bytes(0, MAX_BYTES), fallback.bytes()));
    }
}
