package io.nexusmcp.core.guard;

import java.util.regex.Pattern;

/**
 * Undoes the escapes of JSON or code that is quoted inside a text, so that they hide nothing. Quotes and backslashes
 * stay escaped, which keeps the quoted JSON valid.
 */
final class NestedEscapes {
    private static final Pattern ESCAPE = Pattern.compile("\\\\++(?:u00([2-7][0-9A-Fa-f])|x([2-7][0-9A-Fa-f])|(/))");

    private NestedEscapes() {}

    /** The text as a reader of the quoted text sees it; the same object when that makes no difference. */
    static String undo(String text) {
        int first = text.indexOf('\\');
        if (first < 0) {
            return text;
        }
        var matcher = ESCAPE.matcher(text);
        if (!matcher.find(first)) {
            return text;
        }
        return matcher.replaceAll(found -> {
            if (found.group(3) != null) {
                return "/";
            }
            char c = (char) Integer.parseInt(found.group(1) != null ? found.group(1) : found.group(2), 16);
            boolean isKept = c == '"' || c == '\\' || c == 127;
            return java.util.regex.Matcher.quoteReplacement(isKept ? found.group() : String.valueOf(c));
        });
    }
}
