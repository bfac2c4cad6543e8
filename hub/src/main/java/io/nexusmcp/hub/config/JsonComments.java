package io.nexusmcp.hub.config;

/** Comments in JSON, {@code //} to the end of the line and {@code /* *}{@code /}. */
final class JsonComments {
    private JsonComments() {}

    /** The same text, each character of a comment replaced by a blank, so that all offsets stay. */
    static String blanked(String text) {
        var out = new StringBuilder(text);
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                at = afterString(text, at);
            } else if (text.startsWith("//", at)) {
                at = blank(out, at, end(text, "\n", at, 0));
            } else if (text.startsWith("/*", at)) {
                at = blank(out, at, end(text, "*/", at + 2, 2));
            } else {
                at++;
            }
        }
        return out.toString();
    }

    private static int afterString(String text, int quote) {
        int at = quote + 1;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    private static int end(String text, String mark, int from, int length) {
        int found = text.indexOf(mark, from);
        return found < 0 ? text.length() : found + length;
    }

    private static int blank(StringBuilder out, int from, int to) {
        for (int at = from; at < to; at++) {
            if (out.charAt(at) != '\n' && out.charAt(at) != '\r') {
                out.setCharAt(at, ' ');
            }
        }
        return to;
    }
}
