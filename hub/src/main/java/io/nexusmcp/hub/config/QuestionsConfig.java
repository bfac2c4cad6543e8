package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

import java.time.Duration;

/**
 * What questions of servers to clients may take: the keys of {@code limits.questions}.
 *
 * @param timeout for one question
 * @param maxOpen unanswered questions on streams of calls
 * @param maxParked calls that wait for their clients to come again
 */
public record QuestionsConfig(
        Duration timeout, int maxOpenPerCaller, int maxOpen, int maxParkedPerCaller, int maxParked, int maxRounds) {
    private static final int MAX_PER_CALLER = 10_000;
    private static final int MAX = 1_000_000;

    static QuestionsConfig read(Section section) {
        var second = Duration.ofSeconds(1);
        return new QuestionsConfig(
                section.value(
                        live("timeout", "Time for a client to answer."),
                        Measures.duration(second, second, Duration.ofDays(1)),
                        Duration.ofMinutes(10)),
                section.value(
                        live("maxOpenPerCaller", "Most unanswered questions to one caller's sessions."),
                        Measures.integer(1, MAX_PER_CALLER),
                        16),
                section.value(
                        live("maxOpen", "Most unanswered questions to sessions."), Measures.integer(1, MAX), 1_000),
                section.value(
                        live("maxParkedPerCaller", "Most calls of one caller that wait for it to come again."),
                        Measures.integer(1, MAX_PER_CALLER),
                        16),
                section.value(
                        live("maxParked", "Most calls that wait for their caller to come again."),
                        Measures.integer(1, MAX),
                        1_000),
                section.value(
                        live("maxRounds", "Most times a server that asks is called again for one request."),
                        Measures.integer(1, 100),
                        8));
    }
}
