package io.nexusmcp.hub.config;

import java.util.Comparator;

/**
 * One thing that is wrong or doubtful with the configuration.
 *
 * @param key the path of the key, or empty where the file as a whole is meant
 * @param what what is wrong; repeats no secret
 * @param mend how to set it right
 */
public record Problem(Severity severity, Origin where, String key, String what, String mend) {
    /** By file position, then environment, then flags. */
    public static final Comparator<Problem> BY_PLACE = Comparator.comparingInt((Problem problem) -> rank(problem.where))
            .thenComparingInt(problem -> line(problem.where))
            .thenComparingInt(problem -> column(problem.where))
            .thenComparing(Problem::key)
            .thenComparing(Problem::what);

    public enum Severity {
        /** The configuration is refused. */
        ERROR,
        /** It is used, and the operator is told. */
        WARNING,
        /** It is used, and the operator is told loudly and again. */
        CRITICAL
    }

    static Problem error(Origin where, String key, String what, String mend) {
        return new Problem(Severity.ERROR, where, key, what, mend);
    }

    static Problem warning(Origin where, String key, String what, String mend) {
        return new Problem(Severity.WARNING, where, key, what, mend);
    }

    /** One line; a name from the file cannot break it. */
    @Override
    public String toString() {
        var text = new StringBuilder();
        if (!(where instanceof Origin.Default)) {
            text.append(where.text()).append(": ");
        }
        if (!key.isEmpty()) {
            text.append(Shown.oneLine(key)).append(": ");
        }
        text.append(what);
        return mend.isEmpty() ? text.toString() : text.append("; ").append(mend).toString();
    }

    private static int rank(Origin where) {
        return switch (where) {
            case Origin.File _ -> 0;
            case Origin.Environment _ -> 1;
            case Origin.Flag _ -> 2;
            case Origin.Default _ -> 3;
        };
    }

    private static int line(Origin where) {
        return where instanceof Origin.File file ? file.line() : 0;
    }

    private static int column(Origin where) {
        return where instanceof Origin.File file ? file.column() : 0;
    }
}
