package io.nexusmcp.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Requests as text. */
final class HttpText {
    private static final String LENGTH = "Content-Length: ";

    private HttpText() {}

    /** A request to an MCP endpoint with a client's key. */
    static String of(String method, String host, String path, String key, String headers, String body) {
        return method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + Contender.KEY_HEADER + ": " + key + "\r\n"
                + "Accept: application/json, text/event-stream\r\nContent-Type: application/json\r\n" + headers
                + LENGTH + body.getBytes(UTF_8).length + "\r\n\r\n" + body;
    }

    /** The same request after a change of its body. */
    static String withLength(String request) {
        int body = request.indexOf("\r\n\r\n") + 4;
        int at = request.indexOf(LENGTH) + LENGTH.length();
        int length = request.substring(body).getBytes(UTF_8).length;
        return request.substring(0, at) + length + request.substring(request.indexOf("\r\n", at));
    }
}
