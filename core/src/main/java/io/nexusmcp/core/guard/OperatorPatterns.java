package io.nexusmcp.core.guard;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.nexusmcp.core.schema.RepeatCost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The operator's regular expressions: an automaton says whether one may match, RE2 in linear time says where. */
final class OperatorPatterns {
    private static final int LONGEST_PATTERN = 2_000;
    private static final int LARGEST_PROGRAM = 5_000;

    private final List<Rule> rules;
    private final Prefilter all;

    private record Rule(Pattern pattern, Prefilter prefilter) {}

    private OperatorPatterns(List<Rule> rules, Prefilter all) {
        this.rules = rules;
        this.all = all;
    }

    /** {@link IllegalArgumentException} names the pattern by its position and says what is wrong with it. */
    static OperatorPatterns of(List<String> sources) {
        var rules = new ArrayList<Rule>();
        for (int at = 0; at < sources.size(); at++) {
            rules.add(rule(sources.get(at), at));
        }
        var all = Prefilter.of(sources.stream().map(PatternShape::of).toList());
        return new OperatorPatterns(List.copyOf(rules), all);
    }

    private static Rule rule(String source, int position) {
        try {
            if (source.length() > LONGEST_PATTERN) {
                throw new IllegalArgumentException(
                        "pattern " + position + " is longer than " + LONGEST_PATTERN + " characters");
            }
            if (RepeatCost.of(source) > LARGEST_PROGRAM) {
                throw new IllegalArgumentException("pattern " + position + " repeats too much");
            }
            var pattern = Pattern.compile(source);
            if (pattern.matcher("").find()) {
                throw new IllegalArgumentException("pattern " + position + " matches the empty text");
            }
            return new Rule(pattern, Prefilter.of(List.of(PatternShape.of(source))));
        } catch (PatternSyntaxException problem) {
            throw new IllegalArgumentException("pattern " + position + ": " + problem.getDescription(), problem);
        }
    }

    void scan(byte[] text, int from, int to, Hits hits) {
        if (rules.isEmpty() || !all.mayMatch(text, from, to)) {
            return;
        }
        byte[] copy = null;
        for (var rule : rules) {
            if (rule.prefilter.mayMatch(text, from, to)) {
                copy = copy == null ? Arrays.copyOfRange(text, from, to) : copy;
                find(rule.pattern, copy, from, hits);
            }
        }
    }

    private static void find(Pattern pattern, byte[] text, int offset, Hits hits) {
        var matcher = pattern.matcher(text);
        while (matcher.find()) {
            if (matcher.end() > matcher.start()) {
                hits.add(offset + matcher.start(), offset + matcher.end(), Sensitive.PATTERN);
            }
        }
    }
}
