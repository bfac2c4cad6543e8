package io.nexusmcp.core.guard;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Judges a text that is wholly a path or URI: segments that climb, files that no tool has business with, and NUL.
 * Texts that only mention a path are not judged, see {@link #isProse}.
 */
final class PathRule {
    static final String TRAVERSAL = "path-traversal";
    static final String NUL = "nul-in-path";

    private static final int MAX_WORDS = 4;
    private static final Pattern SENTENCE = Pattern.compile("[\\r\\n\"'`<>|&$]|\\w[,.;:!?] |\\S \\.\\.(/|$)");
    private static final List<String> SENSITIVE = List.of(
            "/etc/passwd", "/etc/shadow", "/etc/gshadow", "/etc/master.passwd", "/etc/sudoers", "/windows/system32");

    private PathRule() {}

    /** The rule that a text breaks. */
    static Optional<String> breach(String text) {
        var trimmed = text.strip();
        if (trimmed.isEmpty() || isHarmless(trimmed) || isProse(trimmed)) {
            return Optional.empty();
        }
        var path = PathText.decode(trimmed);
        if (path.indexOf('\0') >= 0 && (path.indexOf('/') >= 0 || path.indexOf('.') >= 0)) {
            return Optional.of(NUL);
        }
        return climbs(path) || isSensitive(path) || isEncodedAgain(path) ? Optional.of(TRAVERSAL) : Optional.empty();
    }

    /** Without two dots in a row, anything encoded, and a start that leads to files of the system. */
    private static boolean isHarmless(String text) {
        char first = text.charAt(0);
        if (first == '/' || "fFwW".indexOf(first) >= 0 || text.startsWith(":", 1)) {
            return false;
        }
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean isTelling = c == '.' && text.startsWith(".", at + 1) || c == '%' || c == '\\' || c == 0 || c > 127;
            if (isTelling) {
                return false;
            }
        }
        return true;
    }

    /**
     * Text with spaces is prose or code when it has what sentences and commands have and paths do not: line ends,
     * quotes, punctuation before a space, a word before {@code ../}, or many words between two slashes.
     */
    private static boolean isProse(String text) {
        if (text.chars().noneMatch(c -> Character.isWhitespace(c) || c == '\u00a0')) {
            return false;
        }
        return SENTENCE.matcher(text).find() || mostWords(text) > MAX_WORDS;
    }

    private static int mostWords(String text) {
        int most = 0;
        int words = 1;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '/' || c == '\\') {
                words = 1;
            } else if (Character.isWhitespace(c)) {
                words++;
            }
            most = Math.max(most, words);
        }
        return most;
    }

    private static boolean climbs(String path) {
        var before = "";
        for (int from = 0; from <= path.length(); ) {
            int slash = path.indexOf('/', from);
            int end = slash < 0 ? path.length() : slash;
            var segment = plain(path.substring(from, end));
            if (segment.equals("..") || before.equals("...") && segment.equals(".")) {
                return true;
            }
            if (slash >= 0 && segment.length() > 3 && segment.chars().allMatch(c -> c == '.')) {
                return true;
            }
            before = segment;
            from = end + 1;
        }
        return false;
    }

    /** A segment without what servers cut off: parameters, query, fragment, and spaces at the end. */
    private static String plain(String segment) {
        for (int at = 0; at < segment.length(); at++) {
            char c = segment.charAt(at);
            if (c == ';' || c == '?' || c == '#') {
                return segment.substring(0, at).strip();
            }
        }
        return segment.strip();
    }

    private static boolean isSensitive(String path) {
        var plain = path.toLowerCase(Locale.ROOT).replaceFirst("^file:(//[^/]*)?", "");
        if (plain.startsWith("windows/")) {
            plain = "/" + plain;
        }
        var place = collapsed(plain.replaceFirst("^/*[a-z]:", ""));
        return place.startsWith("/")
                && SENSITIVE.stream()
                        .anyMatch(
                                file -> place.equals(file) || place.startsWith(file + "/") || place.equals(file + "-"));
    }

    /** Without empty segments and those that stay where they are. */
    private static String collapsed(String path) {
        var out = new StringBuilder(path.length());
        for (int from = 0; from < path.length(); ) {
            int slash = path.indexOf('/', from);
            int end = slash < 0 ? path.length() : slash;
            boolean isHere = end == from || end == from + 1 && path.charAt(from) == '.';
            if (!isHere) {
                out.append(from == 0 ? "" : "/").append(path, from, end);
            }
            from = end + 1;
        }
        return out.toString();
    }

    /** Nothing honest is percent-encoded this often. */
    private static boolean isEncodedAgain(String path) {
        return path.contains("%25") && PathText.isEncoded(path.replace("%25", "%"));
    }
}
