package io.nexusmcp.core.guard;

import java.util.regex.Pattern;

/** A text as a file system or a web server might come to read it: every encoding undone, every slash one slash. */
final class PathText {
    private static final int MAX_ROUNDS = 5;

    /** Also forms with a backslash and {@code u} or {@code x}, which lenient decoders know. */
    private static final Pattern ENCODED = Pattern.compile("%[0-9A-Fa-fuU]|\\\\[ux]");

    /** Look-alikes of dots and slashes that fold to ASCII under compatibility normalization. */
    private static final String LOOK_ALIKES = "\\\u2024\uff0e\ufe52\uff0f\u2044\u2215\uff3c\ufe68\u29f8\u29f5";

    private static final String MEANT = "/...///////";

    private PathText() {}

    /** The text after all decoding; a text that is encoded more often than {@value #MAX_ROUNDS} times keeps a percent sign. */
    static String decode(String text) {
        var decoded = text;
        for (int round = 0; round < MAX_ROUNDS && isEncoded(decoded); round++) {
            var next = decodeOnce(decoded);
            if (next.equals(decoded)) {
                break;
            }
            decoded = next;
        }
        return fold(decoded);
    }

    static boolean isEncoded(String text) {
        return ENCODED.matcher(text).find();
    }

    private static String decodeOnce(String text) {
        var out = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int end = overlong(text, at, out);
            if (end < 0) {
                end = escape(text, at, out);
            }
            if (end < 0) {
                out.append(text.charAt(at));
                end = at + 1;
            }
            at = end;
        }
        return out.toString();
    }

    /** UTF-8 forms that are longer than need be, such as {@code %c0%ae} for a dot; -1 where there is none. */
    private static int overlong(String text, int at, StringBuilder out) {
        int first = percent(text, at);
        if (first == 0xC0 || first == 0xC1) {
            return append(out, (first & 0x1F) << 6 | percent(text, at + 3) & 0x3F, percent(text, at + 3), at + 6);
        }
        if (first == 0xE0 && percent(text, at + 3) >> 1 == 0x40) {
            int last = percent(text, at + 6);
            return append(out, (percent(text, at + 3) & 0x3F) << 6 | last & 0x3F, last, at + 9);
        }
        return -1;
    }

    private static int append(StringBuilder out, int c, int lastByte, int end) {
        if (lastByte < 0) {
            return -1;
        }
        out.append((char) c);
        return end;
    }

    private static int escape(String text, int at, StringBuilder out) {
        char lead = text.charAt(at);
        if (lead != '%' && lead != '\\' || at + 1 == text.length()) {
            return -1;
        }
        char kind = Character.toLowerCase(text.charAt(at + 1));
        if (kind == 'u') {
            return hex(text, at + 2, at + 6, out);
        }
        return lead == '%' ? hex(text, at + 1, at + 3, out) : kind == 'x' ? hex(text, at + 2, at + 4, out) : -1;
    }

    private static int hex(String text, int from, int to, StringBuilder out) {
        int value = hex(text, from, to);
        if (value < 0) {
            return -1;
        }
        out.append((char) value);
        return to;
    }

    private static int percent(String text, int at) {
        return text.startsWith("%", at) ? hex(text, at + 1, at + 3) : -1;
    }

    private static int hex(String text, int from, int to) {
        if (to > text.length()) {
            return -1;
        }
        int value = 0;
        for (int at = from; at < to; at++) {
            int digit = Character.digit(text.charAt(at), 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private static String fold(String text) {
        StringBuilder out = null;
        for (int at = 0; at < text.length(); at++) {
            int alike = LOOK_ALIKES.indexOf(text.charAt(at));
            if (alike >= 0) {
                out = out == null ? new StringBuilder(text) : out;
                out.setCharAt(at, MEANT.charAt(alike));
            }
        }
        return out == null ? text : out.toString();
    }
}
