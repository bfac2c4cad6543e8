package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

import java.time.Duration;

/**
 * Sizes, times and counts that one request, connection or caller may take: the keys of {@code limits}.
 *
 * @param minDataRate bytes a second
 */
public record LimitsConfig(
        long maxBodyBytes,
        int maxHeaderBytes,
        int maxDepth,
        int maxElements,
        Duration headerTimeout,
        Duration bodyTimeout,
        Duration idleTimeout,
        long minDataRate,
        int maxConnections,
        int maxConnectionsPerIp,
        int maxConcurrentPerCaller,
        int maxConcurrent,
        int maxStreamsPerCaller,
        int maxStreams,
        int maxSubscriptionsPerCaller,
        int maxSubscriptions,
        long maxResponseBytes,
        long maxEventBytes,
        int catalogPageSize,
        QuestionsConfig questions) {

    private static final long KB = 1L << 10;
    private static final long MB = 1L << 20;

    static LimitsConfig read(Section section) {
        return new LimitsConfig(
                section.value(live("maxBodyBytes", "Largest body of a request."), Measures.bytes(KB, 64 * MB), 10 * MB),
                section.value(live("maxHeaderBytes", "Largest header of a request."), Measures.bytes(KB, MB), 16 * KB)
                        .intValue(),
                count(section, live("maxDepth", "Deepest nesting of a JSON body."), 500, 100),
                count(section, live("maxElements", "Most values in a JSON body."), 10_000_000, 200_000),
                time(section, live("headerTimeout", "Time for a whole header to arrive."), 10),
                time(section, live("bodyTimeout", "Time for a whole body to arrive."), 30),
                time(section, live("idleTimeout", "Time without a byte until a connection is closed."), 60),
                section.value(
                        live("minDataRate", "Bytes a second below which a sender is cut; 0 for none."),
                        Measures.bytes(0, MB),
                        256L),
                count(section, live("maxConnections", "Most connections at the same time."), 1_000_000, 4_096),
                count(section, live("maxConnectionsPerIp", "Most connections of one address."), 1_000_000, 512),
                count(
                        section,
                        live("maxConcurrentPerCaller", "Most requests of one caller at the same time."),
                        100_000,
                        64),
                count(section, live("maxConcurrent", "Most requests at the same time."), 1_000_000, 2_048),
                count(
                        section,
                        live(
                                "maxStreamsPerCaller",
                                "Most open streams of one caller, whose oldest stream of changes makes way for a new"
                                        + " one, and most connections of it."),
                        10_000,
                        16),
                count(section, live("maxStreams", "Most open streams."), 1_000_000, 10_000),
                count(
                        section,
                        live("maxSubscriptionsPerCaller", "Most resources and tasks that one caller watches."),
                        100_000,
                        256),
                count(
                        section,
                        live("maxSubscriptions", "Most resources and tasks that are watched."),
                        1_000_000,
                        20_000),
                section.value(
                        live("maxResponseBytes", "Largest answer of a server."), Measures.bytes(KB, 256 * MB), 16 * MB),
                section.value(
                        live("maxEventBytes", "Largest line or event a server sends."),
                        Measures.bytes(KB, 256 * MB),
                        16 * MB),
                count(section, live("catalogPageSize", "Most entries in one page of a list."), 10_000, 500),
                QuestionsConfig.read(section.section(live("questions", "Questions of servers to clients."))));
    }

    private static int count(Section section, Doc doc, int max, int fallback) {
        return section.value(doc, Measures.integer(1, max), fallback);
    }

    private static Duration time(Section section, Doc doc, int fallback) {
        var second = Duration.ofSeconds(1);
        return section.value(doc, Measures.duration(second, second, Duration.ofHours(1)), Duration.ofSeconds(fallback));
    }
}
