package io.nexusmcp.web;

import java.util.Locale;
import java.util.Optional;

/** A web origin (RFC 6454): scheme, host and port, the port written out where the scheme has a usual one. */
record Origin(String scheme, String host, int port) {

    /** Empty for {@code null}, for lists, and for anything with a path. */
    static Optional<Origin> parse(String text) {
        int colon = text.indexOf("://");
        if (colon <= 0 || !isScheme(text, colon)) {
            return Optional.empty();
        }
        var scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        return Authority.parse(text.substring(colon + 3))
                .map(authority -> new Origin(scheme, authority.host(), port(scheme, authority)));
    }

    private static int port(String scheme, Authority authority) {
        if (authority.port() != Authority.NO_PORT) {
            return authority.port();
        }
        return switch (scheme) {
            case "http" -> 80;
            case "https" -> 443;
            default -> Authority.NO_PORT;
        };
    }

    private static boolean isScheme(String text, int end) {
        for (int at = 0; at < end; at++) {
            char c = text.charAt(at);
            boolean isLetter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            boolean isInner = at > 0 && (c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.');
            if (!isLetter && !isInner) {
                return false;
            }
        }
        return true;
    }
}
