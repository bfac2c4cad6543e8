package io.nexusmcp.demo;

import java.io.IOException;
import tools.jackson.databind.node.ObjectNode;

/** A box of everyday tools: a server of the stateless era, one of whose tools misbehaves on request. */
public final class ToolboxServer implements Server {
    private static final String VERSION = "2026-07-28";
    private static final String META = "io.modelcontextprotocol/";
    private static final int UNSUPPORTED_VERSION = -32022;

    private final Toolset tools = new Toolset(Toolbox.all());

    ToolboxServer() {}

    public static void main(String[] args) throws IOException {
        new StdioLoop(System.in, System.out).run(new ToolboxServer());
    }

    @Override
    public ObjectNode answer(String method, ObjectNode params, Progress progress) {
        check(method, params);
        var result = switch (method) {
            case "server/discover" -> cacheable(Json.object("""
                {"supportedVersions":["2026-07-28"],"capabilities":{"tools":{}},
                 "instructions":"Everyday tools, and one that misbehaves on request."}\
                """));
            case "tools/list" -> cacheable(tools.list());
            case "tools/call" -> tools.call(params, progress);
            default -> throw new ProtocolError(ProtocolError.UNKNOWN_METHOD, "Method not found");
        };
        result.put("resultType", "complete");
        result.withObject("/_meta")
                .putObject(META + "serverInfo")
                .put("name", "nexus-demo-toolbox")
                .put("version", "0.1.0");
        return result;
    }

    private static ObjectNode cacheable(ObjectNode result) {
        return result.put("ttlMs", 60_000).put("cacheScope", "public");
    }

    private static void check(String method, ObjectNode params) {
        var claim = params.path("_meta").path(META + "protocolVersion");
        if (claim.isMissingNode() && method.equals("initialize")) {
            throw unsupported(params.path("protocolVersion").asString(""));
        }
        if (!claim.isString()
                || !params.path("_meta").path(META + "clientCapabilities").isObject()) {
            throw new ProtocolError(ProtocolError.INVALID_PARAMS, "Missing or invalid _meta");
        }
        if (!claim.stringValue().equals(VERSION)) {
            throw unsupported(claim.stringValue());
        }
    }

    private static ProtocolError unsupported(String requested) {
        var data = Json.object();
        data.putArray("supported").add(VERSION);
        data.put("requested", requested);
        return new ProtocolError(UNSUPPORTED_VERSION, "Unsupported protocol version", data);
    }
}
