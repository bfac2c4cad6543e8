package io.nexusmcp.web;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Names one request in logs, audit and answers; identifies nothing and guards nothing. */
public final class TraceId {
    private static final int LENGTH = 32;
    private static final int START = 3;
    private static final String NONE = "0".repeat(LENGTH);

    private TraceId() {}

    /** The one of a valid W3C traceparent (version 00), else a new one. */
    static String of(@Nullable String traceparent) {
        if (traceparent != null && isValid(traceparent)) {
            return traceparent.substring(START, START + LENGTH);
        }
        return next();
    }

    public static String next() {
        var random = ThreadLocalRandom.current();
        var hex = HexFormat.of();
        return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
    }

    private static boolean isValid(String text) {
        if (text.length() != 55 || !text.startsWith("00-") || text.charAt(35) != '-' || text.charAt(52) != '-') {
            return false;
        }
        return isHex(text, START, 35)
                && isHex(text, 36, 52)
                && isHex(text, 53, 55)
                && !text.startsWith(NONE, START)
                && !text.startsWith(NONE.substring(16), 36);
    }

    private static boolean isHex(String text, int from, int to) {
        for (int at = from; at < to; at++) {
            char c = text.charAt(at);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
