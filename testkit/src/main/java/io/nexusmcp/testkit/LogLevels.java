package io.nexusmcp.testkit;

import java.util.List;

/** The eight log levels in order. */
final class LogLevels {
    private static final List<String> RISING =
            List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

    private LogLevels() {}

    static boolean reaches(String level, String threshold) {
        return RISING.indexOf(level) >= RISING.indexOf(threshold);
    }

    static String check(String level) {
        if (!RISING.contains(level)) {
            throw RpcError.invalidParams("Unknown log level");
        }
        return level;
    }
}
