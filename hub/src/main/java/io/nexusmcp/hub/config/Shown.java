package io.nexusmcp.hub.config;

import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** Texts for an operator's eyes: escaped, cut, and without secrets. */
final class Shown {
    static final String HIDDEN = "********";
    private static final int MAX_LENGTH = 80;

    private Shown() {}

    /** A JSON string of at most {@value #MAX_LENGTH} characters. */
    static String quoted(String text) {
        return json(text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text);
    }

    /** The whole text as a JSON string. */
    static String json(String text) {
        var out = new StringBuilder(text.length() + 2).append('"');
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                default -> {
                    if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                        out.append("\\u").append(hex(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    /** The text without the quotes of JSON, escaped and cut. */
    static String oneLine(String text) {
        var quoted = quoted(text);
        return quoted.substring(1, quoted.length() - 1);
    }

    static String list(Collection<String> texts) {
        return texts.stream().map(Shown::json).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String hex(char c) {
        return HexFormat.of().toHexDigits(c);
    }
}
