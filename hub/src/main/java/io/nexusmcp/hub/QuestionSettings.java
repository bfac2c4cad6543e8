package io.nexusmcp.hub;

import io.nexusmcp.core.limit.Quota;
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
                new Quota(questions.maxOpenPerCaller(), questions.maxOpen()),
                new Quota(questions.maxParkedPerCaller(), questions.maxParked()),
                questions.maxRounds());
    }
}
