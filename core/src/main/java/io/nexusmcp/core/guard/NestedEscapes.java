package io.nexusmcp.core.guard;

/**
 * Undoes the escapes of JSON or code that is quoted inside a text, so that they hide nothing. Quotes and backslashes
 * stay escaped, which keeps the quoted JSON valid.
 */
final class NestedEscapes {
    private NestedEscapes() {}

    /** The text as a reader of the quoted text sees it; the same object when that makes no difference. */
    static String undo(String text) {
        int backslash = text.indexOf('\\');
        if (backslash < 0) {
            return text;
        }
        StringBuilder out = null;
        int copied = 0;
        while (backslash >= 0) {
            int letter = backslash;
            while (letter < text.length() && text.charAt(letter) == '\\') {
                letter++;
            }
            int length = escapeLength(text, letter);
            if (length > 0) {
                out = out == null ? new StringBuilder(text.length()) : out;
                out.append(text, copied, backslash).append(meaning(text, letter, length));
                copied = letter + length;
            }
            backslash = text.indexOf('\\', letter + length);
        }
        return out == null ? text : out.append(text, copied, text.length()).toString();
    }

    /** How many characters after the backslashes belong to an escape that is undone; 0 for none. */
    private static int escapeLength(String text, int letter) {
        if (text.startsWith("/", letter)) {
            return 1;
        }
        int length = text.startsWith("u00", letter) ? 5 : text.startsWith("x", letter) ? 3 : 0;
        if (length == 0 || letter + length > text.length()) {
            return 0;
        }
        int high = Character.digit(text.charAt(letter + length - 2), 16);
        int low = Character.digit(text.charAt(letter + length - 1), 16);
        int c = high << 4 | low;
        boolean isPlain = high >= 2 && high <= 7 && low >= 0 && c != '"' && c != '\\' && c != 127;
        return isPlain ? length : 0;
    }

    private static char meaning(String text, int letter, int length) {
        return length == 1 ? '/' : (char) Integer.parseInt(text, letter + length - 2, letter + length, 16);
    }
}
