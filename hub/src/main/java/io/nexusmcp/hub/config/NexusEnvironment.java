package io.nexusmcp.hub.config;

/** What the hub runs for, by the variable {@code NEXUS_ENV}. */
public enum NexusEnvironment {
    DEVELOPMENT("development"),
    STAGING("staging"),
    PRODUCTION("production");

    static final String VARIABLE = "NEXUS_ENV";
    private final String word;

    NexusEnvironment(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }

    /** A misspelt one is a problem, since the checks of production hang on it. */
    static NexusEnvironment of(Reading reading) {
        var written = reading.environment().getOrDefault(VARIABLE, DEVELOPMENT.word);
        for (var environment : values()) {
            if (environment.word.equals(written)) {
                var origin = reading.environment().containsKey(VARIABLE)
                        ? new Origin.Environment(VARIABLE)
                        : new Origin.Default();
                reading.note(new Setting(VARIABLE, written, origin, false), written);
                return environment;
            }
        }
        reading.problems.add(Problem.error(
                new Origin.Environment(VARIABLE),
                "",
                Shown.quoted(written) + " is none of development, staging, production",
                ""));
        return PRODUCTION;
    }
}
