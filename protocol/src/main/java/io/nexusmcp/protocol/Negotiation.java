package io.nexusmcp.protocol;

import java.util.Locale;
import java.util.regex.Pattern;

/** The media types that a request brings and the ones its client takes. */
public final class Negotiation {
    private static final String JSON = "application/json";
    private static final String EVENT_STREAM = "text/event-stream";
    private static final Pattern NO_WEIGHT = Pattern.compile("[qQ]=0(\\.0{0,3})?");

    private Negotiation() {}

    /** Whether the body is announced as JSON in UTF-8; if not, HTTP 415 is the answer. */
    public static boolean isJson(Headers headers) {
        var type = headers.only("Content-Type").orElse("");
        if (type.equalsIgnoreCase(JSON)) {
            return true;
        }
        var parts = type.split(";", -1);
        if (!parts[0].strip().equalsIgnoreCase(JSON)) {
            return false;
        }
        for (int at = 1; at < parts.length; at++) {
            if (!isHarmless(parts[at].strip().toLowerCase(Locale.ROOT))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHarmless(String parameter) {
        return !parameter.startsWith("charset")
                || parameter.equals("charset=utf-8")
                || parameter.equals("charset=\"utf-8\"");
    }

    public static boolean acceptsJson(Headers headers) {
        return accepts(headers, JSON);
    }

    /** Whether anything can be sent before the answer. */
    public static boolean acceptsEventStream(Headers headers) {
        return accepts(headers, EVENT_STREAM);
    }

    /** A legacy client must take both kinds of answer; to a modern one plain JSON suffices. */
    static void requireAcceptable(Headers headers, Era era) {
        if (!acceptsJson(headers) || era == Era.LEGACY && !acceptsEventStream(headers)) {
            throw ProtocolException.of(
                    406, 406, "Not Acceptable: the client must accept application/json and text/event-stream");
        }
    }

    /** No header accepts everything (RFC 9110 section 12.5.1); of several matching ranges the most specific counts. */
    private static boolean accepts(Headers headers, String type) {
        var values = headers.all("Accept");
        int best = 0;
        boolean isWanted = values.isEmpty();
        for (var value : values) {
            for (int from = 0; from <= value.length(); ) {
                int comma = value.indexOf(',', from);
                int to = comma < 0 ? value.length() : comma;
                var item = value.substring(from, to).strip();
                int match = match(item, type);
                if (match > 0 && match >= best) {
                    isWanted = isWanted(item) || match == best && isWanted;
                    best = match;
                }
                from = to + 1;
            }
        }
        return isWanted;
    }

    /** How closely a media range names a type: 3 exactly, 2 its kind, 1 anything, 0 not at all. */
    private static int match(String item, String type) {
        int semicolon = item.indexOf(';');
        var range = semicolon < 0 ? item : item.substring(0, semicolon).strip();
        if (range.equalsIgnoreCase(type)) {
            return 3;
        }
        if (range.equals("*/*")) {
            return 1;
        }
        int kind = type.indexOf('/') + 1;
        boolean isKind =
                range.length() == kind + 1 && range.endsWith("*") && range.regionMatches(true, 0, type, 0, kind);
        return isKind ? 2 : 0;
    }

    private static boolean isWanted(String item) {
        if (item.indexOf(';') < 0) {
            return true;
        }
        for (var parameter : item.split(";", -1)) {
            if (NO_WEIGHT.matcher(parameter.strip()).matches()) {
                return false;
            }
        }
        return true;
    }
}
