package io.nexusmcp.hub.config;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Text that keeps to a rule. */
final class TextRule extends ValueType.OfText<String> {
    private final String words;
    private final String rule;
    private final Predicate<String> holds;

    TextRule(String words, String rule, Predicate<String> holds) {
        this.words = words;
        this.rule = rule;
        this.holds = holds;
    }

    static TextRule matching(String words, String rule, String expression) {
        return new TextRule(words, rule, Pattern.compile(expression).asMatchPredicate());
    }

    @Override
    Shape shape() {
        return Shape.text(words, rule);
    }

    @Override
    String parse(String text) {
        if (!holds.test(text)) {
            throw new BadValue("is no " + words, rule.isEmpty() ? "" : "write " + rule);
        }
        return text;
    }
}
