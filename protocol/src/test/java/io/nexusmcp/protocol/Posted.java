package io.nexusmcp.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.protocol.json.JsonLimits;

/** Messages of clients and what becomes of them, for the tests of the front. */
final class Posted {
    static final String MODERN = "2026-07-28";
    static final String VERSION = "MCP-Protocol-Version";
    static final String SESSION = "Mcp-Session-Id";
    static final String CAPABILITIES = "\"io.modelcontextprotocol/clientCapabilities\":{}";

    private Posted() {}

    static ClientMessage decode(Headers headers, String body) {
        return FrontDecoder.decode(headers, body.getBytes(UTF_8), JsonLimits.DEFAULT);
    }

    static ProtocolError refusal(Headers headers, String body) {
        try {
            return refused(decode(headers, body));
        } catch (ProtocolException problem) {
            return problem.error();
        }
    }

    private static ProtocolError refused(ClientMessage message) {
        throw new AssertionError("accepted: " + message.era());
    }

    static void assertRefused(Headers headers, String body, int status, int code, String id) {
        var error = refusal(headers, body);
        assertThat(error.httpStatus()).isEqualTo(status);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.id().map(RequestId::json).orElse("none")).isEqualTo(id);
    }

    static String meta(String... members) {
        return "{\"_meta\":{" + String.join(",", members) + "}}";
    }

    static String claim(String version) {
        return "\"io.modelcontextprotocol/protocolVersion\":\"" + version + "\"";
    }

    static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    static String notification(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + "}";
    }

    static TestHeaders modern(String method) {
        return TestHeaders.of(VERSION, MODERN, "Mcp-Method", method);
    }

    static String modernCall(String name) {
        return request("tools/call", "{\"name\":" + name + ",\"_meta\":{" + claim(MODERN) + "," + CAPABILITIES + "}}");
    }
}
