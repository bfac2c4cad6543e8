package io.nexusmcp.core.guard;

/** A set of ASCII characters as they stand in UTF-8 bytes. */
final class Ascii {
    static final Ascii WORD = of("A-Za-z0-9_");
    static final Ascii DIGITS = of("0-9");
    static final Ascii BASE64_URL = of("A-Za-z0-9_-");

    private final boolean[] members = new boolean[256];

    private Ascii() {}

    /** A set in the notation of a character class, without its brackets; a hyphen of its own stands last. */
    static Ascii of(String ranges) {
        var set = new Ascii();
        for (int at = 0; at < ranges.length(); at++) {
            char first = ranges.charAt(at);
            boolean isRange = at + 2 < ranges.length() && ranges.charAt(at + 1) == '-';
            char last = isRange ? ranges.charAt(at + 2) : first;
            for (char c = first; c <= last; c++) {
                set.members[c] = true;
            }
            at += isRange ? 2 : 0;
        }
        return set;
    }

    /** All but controls, spaces and the given ones; with every byte of characters beyond ASCII. */
    static Ascii allBut(String excluded) {
        var set = new Ascii();
        for (int c = '!'; c < 256; c++) {
            set.members[c] = c != 127 && excluded.indexOf(c) < 0;
        }
        return set;
    }

    boolean has(byte b) {
        return members[b & 0xFF];
    }

    /** The end of the run of members that starts here. */
    int runEnd(byte[] text, int from, int to) {
        int at = from;
        while (at < to && members[text[at] & 0xFF]) {
            at++;
        }
        return at;
    }

    static boolean startsWith(byte[] text, int at, int to, byte[] prefix) {
        if (to - at < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (text[at + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
