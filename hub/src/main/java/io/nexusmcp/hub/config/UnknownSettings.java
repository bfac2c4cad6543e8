package io.nexusmcp.hub.config;

import io.nexusmcp.hub.config.Problem.Severity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds variables of the environment and flags that look like settings and are none. */
final class UnknownSettings {
    private static final String PREFIX = "NEXUS_";
    private static final Set<String> RESERVED = Set.of(
            NexusEnvironment.VARIABLE,
            "NEXUS_ADMIN_URL",
            "NEXUS_ADMIN_KEY",
            "NEXUS_API_KEY",
            "NEXUS_REQUIRE_ALL",
            "NEXUS_HOME");
    private static final Set<String> RESERVED_STARTS = Set.of("NEXUS_TEST_", "NEXUS_JAVA");

    /** Variables that the guides of other systems name, and what to write here instead. */
    private static final Map<String, String> OF_GUIDES = Map.of(
            "CORS_ALLOWED_ORIGINS", "write server.allowedOrigins in the file",
            "SECURITY_SECRET_KEY", "JWTs are not in this version (ID-2)",
            "SECURITY_TOKEN_EXPIRATION", "JWTs are not in this version (ID-2)",
            "SESSION_TTL", "write sessions.lifetime in the file, or set NEXUS_SESSIONS_LIFETIME",
            "LOG_LEVEL", "set NEXUS_LOGGING_LEVEL");

    private static final List<String> NEVER_LOGGED =
            List.of("LOG_REQUEST_BODY", "LOG_REQUEST_HEADERS", "LOG_RESPONSE_BODY", "LOG_RESPONSE_HEADERS");

    private final Reading reading;

    UnknownSettings(Reading reading) {
        this.reading = reading;
    }

    void report() {
        for (var variable : new TreeSet<>(reading.environment().keySet())) {
            if (variable.startsWith(PREFIX) && !isKnown(variable)) {
                variable(variable);
            }
        }
        for (var variable : new TreeSet<>(OF_GUIDES.keySet())) {
            if (reading.environment().containsKey(variable)) {
                warn(variable, "is not read", OF_GUIDES.getOrDefault(variable, ""));
            }
        }
        for (var variable : NEVER_LOGGED) {
            if (reading.environment().getOrDefault(variable, "").equalsIgnoreCase("true")) {
                warn(variable, "is not read", "bodies and headers are never logged");
            }
        }
        for (var flag : new TreeSet<>(reading.unusedFlags())) {
            flag(flag);
        }
    }

    /** Other programs may mean something by it, so the hub starts. */
    private void warn(String variable, String what, String mend) {
        reading.problems.add(new Problem(Severity.WARNING, new Origin.Environment(variable), "", what, mend));
    }

    private boolean isKnown(String variable) {
        return RESERVED.contains(variable)
                || RESERVED_STARTS.stream().anyMatch(variable::startsWith)
                || reading.usedVariables().contains(variable);
    }

    /** Other programs have variables that begin so, too; only what is close to one of ours is meant for us. */
    private void variable(String variable) {
        var keys = ConfigKeys.all();
        var where = new Origin.Environment(variable);
        var list = keys.stream()
                .filter(key -> key.variable().isEmpty()
                        && ConfigKey.variableFor(key.path()).equals(variable))
                .findFirst();
        if (list.isPresent()) {
            reading.problems.add(Problem.error(
                    where,
                    "",
                    "cannot be set by the environment",
                    "write " + list.get().path() + " in the file"));
            return;
        }
        var known = keys.stream()
                .map(ConfigKey::variable)
                .filter(name -> !name.isEmpty())
                .toList();
        var nearest = Nearest.of(variable, known);
        boolean isInSection = keys.stream()
                .filter(key ->
                        key.form() == ConfigKey.Form.SECTION && !key.path().contains("."))
                .anyMatch(key -> variable.startsWith(ConfigKey.variableFor(key.path()) + "_"));
        if (nearest.isPresent() || isInSection) {
            var mend = nearest.map(name -> "did you mean " + name + "?").orElse("remove it or rename it");
            reading.problems.add(Problem.error(where, "", "is no setting", mend));
        }
    }

    private void flag(String flag) {
        var known = ConfigKeys.all().stream()
                .filter(key -> key.form() == ConfigKey.Form.VALUE)
                .map(ConfigKey::path)
                .collect(Collectors.toSet());
        var mend = Nearest.of(flag, known)
                .filter(name -> !name.equals(flag))
                .map(name -> "did you mean " + name + "?")
                .orElse("flags set single values of known keys");
        reading.problems.add(Problem.error(new Origin.Flag(Shown.quoted(flag)), "", "is no setting", mend));
    }
}
