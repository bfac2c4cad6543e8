package io.nexusmcp.core.guard;

/** Finds e-mail addresses around an at sign. */
final class Emails {
    private static final Ascii LOCAL = Ascii.of("A-Za-z0-9.!#$%&'*+=?^_`{|}~-");
    private static final Ascii DOMAIN = Ascii.of("A-Za-z0-9.-");
    private static final Ascii LETTERS = Ascii.of("A-Za-z");
    private static final Ascii EDGE = Ascii.of("A-Za-z0-9_");
    private static final int LONGEST_LOCAL = 64;
    private static final int LONGEST_DOMAIN = 253;

    private Emails() {}

    /** Gives where to go on. */
    static int atSign(byte[] text, int from, int at, int to, Hits hits) {
        int start = at;
        while (start > from && at - start < LONGEST_LOCAL && LOCAL.has(text[start - 1])) {
            start--;
        }
        while (start < at && !EDGE.has(text[start])) {
            start++;
        }
        int end = DOMAIN.runEnd(text, at + 1, Math.min(to, at + 1 + LONGEST_DOMAIN));
        hits.spend(end - start);
        int close = topLevelEnd(text, at + 1, end);
        boolean isUserOfUrl = start > from && text[start - 1] == '/';
        if (start == at || close < 0 || isUserOfUrl) {
            return at;
        }
        hits.add(start, close, Sensitive.EMAIL);
        return close;
    }

    /** The end of the last label that has two letters or more and another label before it. */
    private static int topLevelEnd(byte[] text, int from, int end) {
        for (int dot = end - 1; dot > from; dot--) {
            if (text[dot] == '.' && text[dot - 1] != '.') {
                int letters = LETTERS.runEnd(text, dot + 1, end);
                if (letters - dot > 2) {
                    return letters;
                }
            }
        }
        return -1;
    }
}
