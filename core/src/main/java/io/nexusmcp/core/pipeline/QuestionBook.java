package io.nexusmcp.core.pipeline;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Everything that is open between servers that asked and clients that have not answered yet. */
public final class QuestionBook {
    private final Supplier<QuestionLimits> limits;
    private final InstantSource clock;
    private final PostedAnswers posted;
    private final ParkedCalls parked;
    private final TaskTalks talks;

    /** @param limits those in force, asked for whenever one is needed */
    public QuestionBook(Supplier<QuestionLimits> limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
        this.posted = new PostedAnswers(limits);
        this.parked = new ParkedCalls(limits, clock);
        this.talks = new TaskTalks(limits);
    }

    PostedAnswers posted() {
        return posted;
    }

    ParkedCalls parked() {
        return parked;
    }

    /** How often a modern server may ask again while one request is open. */
    int maxRounds() {
        return limits.get().maxRounds();
    }

    TaskTalks talks() {
        return talks;
    }

    QuestionLimits limits() {
        return limits.get();
    }

    /** When a state that is sealed now ends. */
    Instant expiry() {
        return clock.instant().plus(limits.get().patience());
    }

    /** Questions on streams and of tasks, and calls that are parked. */
    public int count() {
        return posted.count() + parked.count() + talks.count();
    }
}
