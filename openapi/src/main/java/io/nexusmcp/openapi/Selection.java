package io.nexusmcp.openapi;

import java.util.List;

/**
 * The operations that the operator wants. A pattern is an operation's id, {@code METHOD /path} or {@code tag:NAME}, in
 * which {@code *} stands for any text; one that fits no operation is a mistake.
 */
final class Selection {
    private static final String TAG = "tag:";

    private final List<Rule> include;
    private final List<Rule> exclude;

    private static final class Rule {
        private final String pattern;
        private boolean isUsed;

        Rule(String pattern) {
            this.pattern = pattern;
        }

        boolean fits(Operation operation) {
            boolean fits = pattern.startsWith(TAG)
                    ? operation.tags().stream().anyMatch(tag -> matches(pattern.substring(TAG.length()), tag))
                    : pattern.indexOf(' ') >= 0
                            ? matches(pattern, operation.line())
                            : operation.id().filter(id -> matches(pattern, id)).isPresent();
            isUsed |= fits;
            return fits;
        }
    }

    Selection(ApiSettings settings) {
        this.include = settings.include().stream().map(Rule::new).toList();
        this.exclude = settings.exclude().stream().map(Rule::new).toList();
    }

    boolean wants(Operation operation) {
        // all are asked, so that each learns whether it fits anything
        boolean isIncluded =
                include.stream().filter(rule -> rule.fits(operation)).count() > 0;
        boolean isExcluded =
                exclude.stream().filter(rule -> rule.fits(operation)).count() > 0;
        return (include.isEmpty() || isIncluded) && !isExcluded;
    }

    void requireUse(Findings findings) {
        requireUse(include, "include", findings);
        requireUse(exclude, "exclude", findings);
    }

    private static void requireUse(List<Rule> rules, String key, Findings findings) {
        rules.stream()
                .filter(rule -> !rule.isUsed)
                .forEach(rule -> findings.setting(
                        key,
                        "has " + Findings.quoted(rule.pattern) + ", which fits no operation",
                        "write an operationId, METHOD /path or tag:NAME, with * for any text"));
    }

    /** Each star is tried at its first chance, which is enough where a star stands for any text. */
    static boolean matches(String pattern, String text) {
        var parts = pattern.split("\\*", -1);
        if (parts.length == 1) {
            return pattern.equals(text);
        }
        var last = parts[parts.length - 1];
        if (!text.startsWith(parts[0]) || !text.endsWith(last) || text.length() < parts[0].length() + last.length()) {
            return false;
        }
        int at = parts[0].length();
        for (int part = 1; part < parts.length - 1; part++) {
            int found = text.indexOf(parts[part], at);
            if (found < 0) {
                return false;
            }
            at = found + parts[part].length();
        }
        return at <= text.length() - last.length();
    }
}
