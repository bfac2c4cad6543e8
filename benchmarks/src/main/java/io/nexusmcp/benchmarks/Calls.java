package io.nexusmcp.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The bytes of one tool call, as a client of each era sends it. */
final class Calls {
    private static final String ARGUMENTS = "\"arguments\":{\"query\":\"rivers and bridges of the"
            + " north\",\"limit\":3,\"tags\":[\"history\",\"water\"]}";
    private static final String META =
            ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientInfo\":"
                + "{\"name\":\"bench\",\"version\":\"1\"},\"io.modelcontextprotocol/clientCapabilities\":{}}";

    private Calls() {}

    static String modern(String host, String path, String tool, String key) {
        return http(
                host,
                path,
                key,
                "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: " + tool + "\r\n",
                body(tool, META));
    }

    static String legacy(String host, String path, String tool, String key, String session) {
        return http(
                host,
                path,
                key,
                "MCP-Protocol-Version: 2025-11-25\r\nMcp-Session-Id: " + session + "\r\n",
                body(tool, ""));
    }

    private static String body(String tool, String meta) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool + "\","
                + ARGUMENTS + meta + "}}";
    }

    private static String http(String host, String path, String key, String headers, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + Contender.KEY_HEADER + ": " + key + "\r\n"
                + "Accept: application/json, text/event-stream\r\nContent-Type: application/json\r\n" + headers
                + "Content-Length: " + body.getBytes(UTF_8).length + "\r\n\r\n" + body;
    }
}
