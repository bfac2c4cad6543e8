package io.nexusmcp.testkit;

import java.util.List;
import java.util.Map;

/** A request as a server got it: method, target, headers in any case, and the exact text of its body. */
public record RecordedRequest(String method, String target, Map<String, List<String>> headers, String body) {
    static RecordedRequest of(HttpRequest request) {
        return new RecordedRequest(request.method(), request.target(), request.headers(), request.body());
    }

    /** Whether the text stands anywhere in it: target, header names and values, body. */
    public boolean mentions(String text) {
        return target.contains(text) || headers.toString().contains(text) || body.contains(text);
    }
}
