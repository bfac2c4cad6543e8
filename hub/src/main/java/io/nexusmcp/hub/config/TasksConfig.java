package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

import io.nexusmcp.core.task.TaskLimits;
import java.time.Duration;

/** What tasks may cost: the keys of {@code tasks}. */
public record TasksConfig(int maxPerCaller, int maxInAll, Duration longestTtl) {
    private static final Duration SECOND = Duration.ofSeconds(1);

    static TasksConfig read(Section section) {
        var usual = TaskLimits.DEFAULT;
        return new TasksConfig(
                section.value(
                        live("maxPerCaller", "Most tasks of one caller that have not expired."),
                        Measures.integer(1, 100_000),
                        usual.maxPerCaller()),
                section.value(
                        live("maxInAll", "Most tasks that have not expired."),
                        Measures.integer(1, 100_000),
                        usual.maxInAll()),
                section.value(
                        live("longestTtl", "Longest time for which a task is kept."),
                        Measures.duration(SECOND, SECOND, Duration.ofDays(30)),
                        usual.longestTtl()));
    }

    /** The same as the pipeline knows it. */
    public TaskLimits limits() {
        return new TaskLimits(maxPerCaller, maxInAll, longestTtl);
    }
}
