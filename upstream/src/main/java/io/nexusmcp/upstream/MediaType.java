package io.nexusmcp.upstream;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a body is, whatever its spelling. */
enum MediaType {
    JSON,
    EVENT_STREAM,
    OTHER;

    /** Reads a {@code Content-Type}; parameters do not matter, since JSON and events are UTF-8 always. */
    static MediaType of(@Nullable String contentType) {
        if (contentType == null) {
            return OTHER;
        }
        if (contentType.equals("application/json")) {
            return JSON;
        }
        int end = contentType.indexOf(';');
        var essence = end < 0 ? contentType : contentType.substring(0, end);
        return switch (essence.strip().toLowerCase(Locale.ROOT)) {
            case "application/json" -> JSON;
            case "text/event-stream" -> EVENT_STREAM;
            default -> OTHER;
        };
    }
}
