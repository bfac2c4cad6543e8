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

    private final List<Group> groups;

    private record Rule(Pattern pattern, Prefilter own) {}

    /** Rules that one automaton can speak for. */
    private record Group(List<Rule> rules, Prefilter all) {}

    private OperatorPatterns(List<Group> groups) {
        this.groups = groups;
    }

    /** {@link IllegalArgumentException} names the pattern by its position and says what is wrong with it. */
    static OperatorPatterns of(List<String> sources) {
        var rules = new ArrayList<Rule>();
        for (int at = 0; at < sources.size(); at++) {
            rules.add(rule(sources.get(at), at));
        }
        var groups = new ArrayList<Group>();
        group(sources, rules, groups);
        return new OperatorPatterns(List.copyOf(groups));
    }

    /** Halves what is too much for one automaton. */
    private static void group(List<String> sources, List<Rule> rules, List<Group> groups) {
        if (rules.isEmpty()) {
            return;
        }
        var all = Prefilter.of(sources.stream()
                .map(source -> PatternShape.of(source, PatternShape.MANY_REPEATS))
                .toList());
        int half = rules.size() / 2;
        if (all.isSharp() || half == 0) {
            groups.add(new Group(List.copyOf(rules), all));
        } else {
            group(sources.subList(0, half), rules.subList(0, half), groups);
            group(sources.subList(half, sources.size()), rules.subList(half, rules.size()), groups);
        }
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
            return new Rule(pattern, Prefilter.of(source));
        } catch (PatternSyntaxException problem) {
            throw new IllegalArgumentException("pattern " + position + ": " + problem.getDescription(), problem);
        }
    }

    void scan(byte[] text, int from, int to, Hits hits) {
        for (var group : groups) {
            if (group.all.mayMatch(text, from, to)) {
                scan(group, text, from, to, hits);
            }
        }
    }

    private static void scan(Group group, byte[] text, int from, int to, Hits hits) {
        var copy = Arrays.copyOfRange(text, from, to);
        for (var rule : group.rules) {
            if (rule.own.mayMatch(text, from, to)) {
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
