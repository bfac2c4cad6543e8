package io.nexusmcp.hub.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that is refused, with everything that is wrong with it, sorted by place. */
public final class ConfigProblems extends RuntimeException {
    /** What a program ends with that met one. */
    public static final int EXIT_CODE = 2;

    private static final long serialVersionUID = 1;
    private final transient List<Problem> problems;

    public ConfigProblems(List<Problem> problems) {
        super(problems.stream().sorted(Problem.BY_PLACE).map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = problems.stream().sorted(Problem.BY_PLACE).toList();
    }

    public List<Problem> problems() {
        return problems;
    }
}
