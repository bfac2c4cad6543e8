package io.nexusmcp.core.schema;

/**
 * Estimates how many instructions a regular expression becomes once its counted repeats are written out, so that
 * {@code ((a{999}){999}){999}} is refused before an engine tries.
 */
public final class RepeatCost {
    private static final long CEILING = 1_000_000_000;

    private final String pattern;
    private int at;

    private RepeatCost(String pattern) {
        this.pattern = pattern;
    }

    public static long of(String pattern) {
        var groups = new long[pattern.length() + 1];
        return new RepeatCost(pattern).total(groups);
    }

    private long total(long[] sums) {
        int open = 0;
        long last = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at++);
            if (c == '(') {
                sums[open] += last;
                last = 0;
                sums[++open] = 1;
            } else if (c == ')' && open > 0) {
                last = sums[open--] + last;
            } else if (c == '{') {
                last = Math.min(CEILING, last * repeat());
            } else {
                sums[open] = Math.min(CEILING, sums[open] + last);
                last = 1;
                skipAtom(c);
            }
        }
        long sum = last;
        for (int group = 0; group <= open; group++) {
            sum += sums[group];
        }
        return sum;
    }

    private void skipAtom(char first) {
        if (first == '\\') {
            at++;
        } else if (first == '[') {
            while (at < pattern.length() && pattern.charAt(at) != ']') {
                at += pattern.charAt(at) == '\\' ? 2 : 1;
            }
            at++;
        }
    }

    /** The larger number in braces; 1 where they are no repeat. */
    private long repeat() {
        long number = 0;
        long largest = 1;
        while (at < pattern.length() && "0123456789,".indexOf(pattern.charAt(at)) >= 0) {
            char c = pattern.charAt(at++);
            number = c == ',' ? 0 : Math.min(CEILING, number * 10 + (c - '0'));
            largest = Math.max(largest, number);
        }
        return largest;
    }
}
