package io.nexusmcp.hub;

import java.io.PrintStream;
import java.nio.file.Files;

/** What a person reads when the hub has started: where it is, the first key, and lines to copy. */
final class Welcome {
    private Welcome() {}

    static void print(PrintStream out, Hub hub, String host, boolean isDemo) {
        var endpoint = "http://" + host + ":" + hub.serverPort() + "/mcp";
        out.println("nexus: ready");
        out.println("  MCP    " + endpoint);
        out.println("  admin  http://" + host + ":" + hub.adminPort());
        out.println("  data   " + hub.directory());
        if (hub.firstAdminKey().isEmpty() && Files.exists(hub.directory().resolve("admin-key"))) {
            out.println("  key    in " + hub.directory().resolve("admin-key") + "   (administrator, loopback only)");
        }
        hub.firstAdminKey().ifPresent(key -> {
            out.println("  key    " + key
                    + "   (administrator, loopback only; shown this once, kept in the data directory)");
            examples(out, endpoint, key, isDemo);
        });
        out.flush();
    }

    private static void examples(PrintStream out, String endpoint, String key, boolean isDemo) {
        var bearer = "Authorization: Bearer " + key;
        out.println();
        out.println("curl, one request of the 2026-07-28 revision:");
        out.println("  curl -s " + endpoint + " -H '" + bearer + "' -H 'Content-Type: application/json' \\");
        out.println("    -H 'Accept: application/json, text/event-stream' -H 'MCP-Protocol-Version: 2026-07-28' \\");
        if (isDemo) {
            out.println("    -H 'Mcp-Method: tools/call' -H 'Mcp-Name: toolbox__misbehave' \\");
            out.println("    -d '"
                    + request("tools/call", "\"name\":\"toolbox__misbehave\",\"arguments\":{\"mode\":\"leak-card\"},")
                    + "'");
        } else {
            out.println("    -H 'Mcp-Method: tools/list' \\");
            out.println("    -d '" + request("tools/list", "") + "'");
        }
        out.println();
        out.println("Claude Code:");
        out.println("  claude mcp add --transport http nexus " + endpoint + " --header \"" + bearer + "\"");
        out.println();
        out.println("Cursor, in ~/.cursor/mcp.json:");
        out.println("  {\"mcpServers\":{\"nexus\":{\"url\":\"" + endpoint
                + "\",\"headers\":{\"Authorization\":\"Bearer " + key + "\"}}}}");
        out.println();
        out.println("VS Code, in .vscode/mcp.json:");
        out.println("  {\"servers\":{\"nexus\":{\"type\":\"http\",\"url\":\"" + endpoint
                + "\",\"headers\":{\"Authorization\":\"Bearer " + key + "\"}}}}");
    }

    private static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params
                + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
    }
}
