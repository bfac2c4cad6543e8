package io.nexusmcp.hub.config;

import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * Replaces <code>${VAR}</code>, <code>${env:VAR}</code> and <code>${VAR:-default}</code> by variables of the
 * environment; <code>$${</code> stands for a literal <code>${</code>.
 */
final class Placeholders {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Set<String> EDITOR_VARIABLES =
            Set.of("workspaceFolder", "workspaceFolderBasename", "userHome", "pathSeparator", "cwd", "file");

    private final Map<String, String> environment;
    private final Set<String> used;
    private final BiConsumer<String, String> problem;

    /**
     * @param used collects the names of the variables that were asked for
     * @param problem takes what is wrong and how to mend it
     */
    Placeholders(Map<String, String> environment, Set<String> used, BiConsumer<String, String> problem) {
        this.environment = environment;
        this.used = used;
        this.problem = problem;
    }

    static boolean isIn(String text) {
        return text.contains("${");
    }

    String expand(String text) {
        var out = new StringBuilder();
        int at = 0;
        while (true) {
            int open = text.indexOf("${", at);
            if (open < 0) {
                return out.append(text, at, text.length()).toString();
            }
            if (open > at && text.charAt(open - 1) == '$') {
                out.append(text, at, open - 1).append("${");
                at = open + 2;
                continue;
            }
            int close = text.indexOf('}', open);
            if (close < 0) {
                problem.accept("${ without }", "write $${ for a literal ${");
                return out.append(text, at, text.length()).toString();
            }
            out.append(text, at, open).append(resolve(text.substring(open + 2, close)));
            at = close + 1;
        }
    }

    private String resolve(String reference) {
        int divider = reference.indexOf(":-");
        var name = divider < 0 ? reference : reference.substring(0, divider);
        if (name.startsWith("input:")) {
            problem.accept(
                    "${input:...} asks a person in an editor, which a hub does not have",
                    "put the value in a variable of the environment and write ${NAME}");
            return "";
        }
        if (EDITOR_VARIABLES.contains(name)) {
            problem.accept("${" + name + "} is known to editors only", "write the path out");
            return "";
        }
        return variable(name.startsWith("env:") ? name.substring(4) : name, divider, reference);
    }

    private String variable(String name, int divider, String reference) {
        if (!NAME.matcher(name).matches()) {
            problem.accept("not the name of a variable between ${ and }", "write ${NAME}, ${env:NAME} or $${");
            return "";
        }
        used.add(name);
        var value = environment.get(name);
        if (divider >= 0 && (value == null || value.isEmpty())) {
            return reference.substring(divider + 2);
        }
        if (value == null) {
            problem.accept(
                    "the variable " + name + " is not set", "set it, or give a default as in ${" + name + ":-value}");
            return "";
        }
        return value;
    }
}
