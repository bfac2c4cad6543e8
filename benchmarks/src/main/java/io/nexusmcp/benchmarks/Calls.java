package io.nexusmcp.benchmarks;

/** The bytes of one tool call, as a client of each era sends it. */
final class Calls {
    private static final String ARGUMENTS = "\"arguments\":{\"query\":\"rivers and bridges of the"
            + " north\",\"limit\":3,\"tags\":[\"history\",\"water\"]}";
    private static final String ASKABLE = "{\"elicitation\":{\"form\":{}}}";
    private static final String META =
            ",\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientInfo\":"
                + "{\"name\":\"bench\",\"version\":\"1\"},\"io.modelcontextprotocol/clientCapabilities\":%s}";

    private Calls() {}

    static String modern(String host, String path, String tool, String key) {
        return HttpText.of(
                "POST",
                host,
                path,
                key,
                "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: " + tool + "\r\n",
                body(tool, META.formatted("{}")));
    }

    static String legacy(String host, String path, String tool, String key, String session) {
        return HttpText.of("POST", host, path, key, session(session), body(tool, ""));
    }

    private static String body(String tool, String meta) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool + "\","
                + ARGUMENTS + meta + "}}";
    }

    /** A call of a client that can be asked; {@code more} are further members of its parameters. */
    static String asked(String host, String tool, String key, String more) {
        return HttpText.of(
                "POST",
                host,
                "/mcp",
                key,
                "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: " + tool + "\r\n",
                body(tool, (more.isEmpty() ? "" : "," + more) + META.formatted(ASKABLE)));
    }

    /** The answer of a legacy client to the question with this id. */
    static String answer(String host, String key, String session, String id) {
        return HttpText.of(
                "POST",
                host,
                "/mcp",
                key,
                session(session),
                "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"action\":\"accept\",\"content\":{\"ok\":true}}}");
    }

    /** The stream of a legacy session. */
    static String stream(String host, String key, String session) {
        return HttpText.of("GET", host, "/mcp", key, session(session), "");
    }

    /** A stream that a modern client listens on. */
    static String listen(String host, String key) {
        return HttpText.of(
                "POST",
                host,
                "/mcp",
                key,
                "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: subscriptions/listen\r\n",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscriptions/listen\",\"params\":{\"notifications\":"
                        + "{\"toolsListChanged\":true}" + META.formatted("{}") + "}}");
    }

    private static String session(String id) {
        return "MCP-Protocol-Version: 2025-11-25\r\nMcp-Session-Id: " + id + "\r\n";
    }
}
