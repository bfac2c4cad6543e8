package io.nexusmcp.hub;

import io.nexusmcp.core.pipeline.QuestionLimits;
import io.nexusmcp.hub.config.HubConfig;

/** What questions may cost, as configured. */
final class QuestionSettings {
    private QuestionSettings() {}

    static QuestionLimits of(HubConfig config) {
        var questions = config.limits().questions();
        return new QuestionLimits(
                questions.timeout(),
                QuestionLimits.DEFAULT.gathering(),
                new QuestionLimits.Count(questions.maxOpenPerCaller(), questions.maxOpen()),
                new QuestionLimits.Count(questions.maxParkedPerCaller(), questions.maxParked()),
                questions.maxRounds());
    }
}
