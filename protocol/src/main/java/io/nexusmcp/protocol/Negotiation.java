package io.nexusmcp.protocol;

import java.util.List;
import java.util.Locale;

/** The media types that a request brings and the ones its client takes. */
public final class Negotiation {
    private static final String JSON = "application/json";
    private static final String EVENT_STREAM = "text/event-stream";

    private Negotiation() {}

    /** Whether the body is announced as JSON in UTF-8; if not, HTTP 415 is the answer. */
    public static boolean isJson(Headers headers) {
        var parts = headers.only("Content-Type").orElse("").split(";", -1);
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
        return !parameter.startsWith("charset") || parameter.equals("charset=utf-8") || parameter.equals("charset=\"utf-8\"");
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
        if (values.isEmpty()) {
            return true;
        }
        var wildcard = type.substring(0, type.indexOf('/')) + "/*";
        for (var range : List.of(type, wildcard, "*/*")) {
            var weights = values.stream()
                    .flatMap(value -> List.of(value.split(",", -1)).stream())
                    .map(String::strip)
                    .filter(item -> item.split(";", -1)[0].strip().equalsIgnoreCase(range))
                    .toList();
            if (!weights.isEmpty()) {
                return weights.stream().anyMatch(Negotiation::isWanted);
            }
        }
        return false;
    }

    private static boolean isWanted(String item) {
        for (var parameter : item.split(";", -1)) {
            if (parameter.strip().matches("[qQ]=0(\\.0{0,3})?")) {
                return false;
            }
        }
        return true;
    }
}
