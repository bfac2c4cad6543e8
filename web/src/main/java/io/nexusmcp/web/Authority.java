package io.nexusmcp.web;

import java.util.Locale;
import java.util.Optional;

/**
 * A host with an optional port, as in a Host header (RFC 9110 section 7.2), in lower case; IPv6 keeps its brackets.
 *
 * @param port {@link #NO_PORT} where none is written
 */
record Authority(String host, int port) {
    static final int NO_PORT = -1;
    private static final int MAX_LENGTH = 260;

    /** Empty for anything but a plain host name or address with an optional decimal port. */
    static Optional<Authority> parse(String text) {
        int end = hostEnd(text);
        if (end <= 0 || text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        var host = text.substring(0, end).toLowerCase(Locale.ROOT);
        if (end == text.length()) {
            return Optional.of(new Authority(host, NO_PORT));
        }
        int port = text.charAt(end) == ':' ? port(text, end + 1) : NO_PORT;
        return port == NO_PORT ? Optional.empty() : Optional.of(new Authority(host, port));
    }

    /** Written out, as what Java makes of a record at its first use costs a start ten milliseconds. */
    @Override
    public int hashCode() {
        return 31 * host.hashCode() + port;
    }

    private static int hostEnd(String text) {
        if (text.startsWith("[")) {
            int close = text.indexOf(']');
            return areAll(text, 1, close, Authority::isIpv6) ? close + 1 : -1;
        }
        int colon = text.indexOf(':');
        int end = colon < 0 ? text.length() : colon;
        return areAll(text, 0, end, Authority::isName) ? end : -1;
    }

    private static int port(String text, int from) {
        int digits = text.length() - from;
        if (digits < 1 || digits > 5 || !areAll(text, from, text.length(), Authority::isDigit)) {
            return NO_PORT;
        }
        int port = Integer.parseInt(text, from, text.length(), 10);
        return port <= 65_535 ? port : NO_PORT;
    }

    private interface Alphabet {
        boolean has(char c);
    }

    private static boolean areAll(String text, int from, int to, Alphabet alphabet) {
        for (int at = from; at < to; at++) {
            if (!alphabet.has(text.charAt(at))) {
                return false;
            }
        }
        return to > from;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isName(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c) || c == '-' || c == '.' || c == '_';
    }

    private static boolean isIpv6(char c) {
        return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' || c == ':' || c == '.';
    }
}
