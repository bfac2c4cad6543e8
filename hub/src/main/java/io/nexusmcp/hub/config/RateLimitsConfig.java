package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

import io.nexusmcp.core.limit.RateLimit;
import java.time.Duration;

/** How often callers and addresses may ask: the keys of {@code rateLimit}. */
public record RateLimitsConfig(RateLimit perCaller, RateLimit perIp) {
    private static final int MAX_REQUESTS = 100_000_000;

    static RateLimitsConfig read(Section section) {
        return new RateLimitsConfig(
                limit(
                        section.section(live("perCaller", "For each caller, after authentication.")),
                        new RateLimit(100, Duration.ofMinutes(1), 20)),
                limit(
                        section.section(live("perIp", "For each address, before authentication.")),
                        new RateLimit(1_000, Duration.ofMinutes(1), 200)));
    }

    private static RateLimit limit(Section section, RateLimit fallback) {
        var second = Duration.ofSeconds(1);
        return new RateLimit(
                section.value(
                        live("requests", "Requests in each period."),
                        Measures.integer(1, MAX_REQUESTS),
                        fallback.requests()),
                section.value(
                        live("period", "The period."),
                        Measures.duration(second, second, Duration.ofDays(1)),
                        fallback.period()),
                section.value(
                        live("burst", "Requests above that at one moment."),
                        Measures.integer(0, MAX_REQUESTS),
                        fallback.burst()));
    }
}
