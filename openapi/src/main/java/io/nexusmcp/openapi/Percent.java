package io.nexusmcp.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Percent-encoding of RFC 3986: what comes out has no delimiters, so nothing can end the part of a URL it stands in. */
final class Percent {
    private static final String UNRESERVED = "-._~";
    /** Of the reserved characters, those that neither end a query nor divide it. */
    private static final String HARMLESS_IN_QUERY = ":/?@!$'()*,;";
    /** Besides the unreserved, what a segment of a path may have (RFC 3986 section 3.3). */
    private static final String IN_SEGMENT = "!$&'()*+,;=:@";

    private Percent() {}

    static String encode(String text) {
        return encode(text, UNRESERVED);
    }

    /** For parameters that ask for reserved characters to be left alone. */
    static String encodeReserved(String text) {
        return encode(text, UNRESERVED + HARMLESS_IN_QUERY);
    }

    /** A part of a path that the document gives; what is encoded in it already stays so. */
    static String literal(String text) {
        return encode(text, UNRESERVED + IN_SEGMENT + "/%");
    }

    /** As in {@code application/x-www-form-urlencoded}. */
    static String form(String text) {
        return encode(text, "-._*").replace("%20", "+");
    }

    private static String encode(String text, String kept) {
        var out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean isPlain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (isPlain || kept.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(hex(c >> 4)).append(hex(c & 15));
            }
        }
        return out.toString();
    }

    private static char hex(int digit) {
        return (char) (digit < 10 ? '0' + digit : 'A' + digit - 10);
    }
}
