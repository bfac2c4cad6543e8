package io.nexusmcp.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;

class HttpFixtureTest {
    private static final String INITIALIZE = """
        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",
         "capabilities":{},"clientInfo":{"name":"t","version":"1"}}}\
        """;
    private static final String META = """
        "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",
         "io.modelcontextprotocol/clientCapabilities":{}}\
        """;

    @Test
    void legacy_handshakeAndCall_answersInSession() {
        try (var fixture = HttpFixture.start(Era.LEGACY, 0)) {
            var session = Client.post(fixture.uri(), INITIALIZE)
                    .headers()
                    .firstValue("Mcp-Session-Id")
                    .orElseThrow();
            var answer = Client.post(fixture.uri(), call("test_simple_text"), "Mcp-Session-Id", session);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("This is a simple text response");
            assertThat(fixture.requests()).hasSize(2).last().matches(request -> request.mentions(session));
        }
    }

    @Test
    void legacy_callThatReportsProgress_answersWithPrimedStream() {
        try (var fixture = HttpFixture.start(Era.LEGACY, 0)) {
            var session = Client.post(fixture.uri(), INITIALIZE)
                    .headers()
                    .firstValue("Mcp-Session-Id")
                    .orElseThrow();
            var call = """
                {"jsonrpc":"2.0","id":"a","method":"tools/call",
                 "params":{"name":"slow","arguments":{"millis":10},"_meta":{"progressToken":7}}}\
                """;
            var answer = Client.post(fixture.uri(), call, "Mcp-Session-Id", session);
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
            assertThat(answer.body()).contains("retry: 500\ndata: \n", "\"progressToken\":7", "took 10 ms");
        }
    }

    @Test
    void legacy_forgottenOrDeletedSession_isNotFound() {
        try (var fixture = HttpFixture.start(Era.LEGACY, 0)) {
            var session = Client.post(fixture.uri(), INITIALIZE)
                    .headers()
                    .firstValue("Mcp-Session-Id")
                    .orElseThrow();
            fixture.forgetSessions();
            assertThat(Client.post(fixture.uri(), call("echo"), "Mcp-Session-Id", session)
                            .statusCode())
                    .isEqualTo(404);
            assertThat(Client.post(fixture.uri(), call("echo")).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void lists_pageSizeTwo_comeInPages() {
        try (var fixture = HttpFixture.startPaged(Era.MODERN, 2)) {
            var first = modern(fixture, "tools/list", "{" + META + "}");
            assertThat(Trees.object(first).path("result").path("tools")).hasSize(2);
            assertThat(first).contains("\"nextCursor\":\"2\"");
            var next = modern(fixture, "tools/list", "{\"cursor\":\"2\"," + META + "}");
            assertThat(Trees.object(next).path("result").path("tools").path(0).path("name"))
                    .isNotEqualTo(Trees.object(first)
                            .path("result")
                            .path("tools")
                            .path(0)
                            .path("name"));
        }
    }

    @Test
    void modern_headerThatDiffersFromBody_isRefusedWithItsId() {
        try (var fixture = HttpFixture.start(Era.MODERN, 0)) {
            var answer = Client.post(
                    fixture.uri(),
                    "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/list\",\"params\":{" + META + "}}",
                    "MCP-Protocol-Version",
                    "2026-07-28",
                    "Mcp-Method",
                    "tools/call");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("-32020", "\"id\":\"x\"");
        }
    }

    @Test
    void anyEra_foreignOrigin_isForbidden() {
        for (var era : Era.values()) {
            try (var fixture = HttpFixture.start(era, 0)) {
                var answer = Client.post(fixture.uri(), INITIALIZE, "Origin", "http://evil.example");
                assertThat(answer.statusCode()).isEqualTo(403);
            }
        }
    }

    @Test
    void modern_get_isNotAllowed() {
        try (var fixture = HttpFixture.start(Era.MODERN, 0)) {
            assertThat(Client.send(HttpRequest.newBuilder(fixture.uri()).GET().build())
                            .statusCode())
                    .isEqualTo(405);
        }
    }

    private static String call(String tool) {
        return "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool + "\"}}";
    }

    private static String modern(HttpFixture fixture, String method, String params) {
        return Client.post(
                        fixture.uri(),
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}",
                        "MCP-Protocol-Version",
                        "2026-07-28",
                        "Mcp-Method",
                        method)
                .body();
    }
}
