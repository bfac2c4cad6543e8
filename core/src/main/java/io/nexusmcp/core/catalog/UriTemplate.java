package io.nexusmcp.core.catalog;

/**
 * Recognises URIs that a URI template (RFC 6570) could have made: its literal parts appear in order, the first at the
 * start and the last at the end. Linear in the length of the URI whatever the template says.
 */
public final class UriTemplate {
    private UriTemplate() {}

    public static boolean couldMake(String template, String uri) {
        int at = 0;
        int from = 0;
        while (true) {
            int open = template.indexOf('{', from);
            int close = open < 0 ? -1 : template.indexOf('}', open);
            if (close < 0) {
                return endsWith(uri, at, template.substring(from), from == 0);
            }
            var literal = template.substring(from, open);
            int found = from == 0 ? (uri.startsWith(literal) ? 0 : -1) : uri.indexOf(literal, at);
            if (found < 0) {
                return false;
            }
            at = found + literal.length();
            from = close + 1;
        }
    }

    private static boolean endsWith(String uri, int at, String literal, boolean isWhole) {
        return isWhole ? uri.equals(literal) : uri.length() - literal.length() >= at && uri.endsWith(literal);
    }
}
