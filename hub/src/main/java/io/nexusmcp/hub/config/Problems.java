package io.nexusmcp.hub.config;

import java.util.ArrayList;
import java.util.List;

/** Collects everything that is wrong, so that it can be told at once. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    void add(Problem problem) {
        if (!found.contains(problem)) {
            found.add(problem);
        }
    }

    int count() {
        return found.size();
    }

    /** Those that are no errors, sorted by place; throws when there is an error. */
    List<Problem> warningsOrThrow() {
        var errors = found.stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .toList();
        if (!errors.isEmpty()) {
            throw new ConfigProblems(errors);
        }
        return found.stream().sorted(Problem.BY_PLACE).toList();
    }
}
