package io.nexusmcp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedHeadersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mcp-Session-Id",
                "MCP-PROTOCOL-VERSION",
                "mcp-name",
                "Mcp-Param-Region",
                "Host",
                "Content-Length",
                "Content-Type",
                "Content-Encoding",
                "Connection",
                "Keep-Alive",
                "Transfer-Encoding",
                "TE",
                "Trailer",
                "Upgrade",
                "HTTP2-Settings",
                "Expect",
                "Accept",
                "Accept-Encoding",
                "Proxy-Authorization",
                "Sec-WebSocket-Key",
                "Last-Event-ID"
            })
    void protocolAndFraming_areReserved(String name) {
        assertThat(ReservedHeaders.contains(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "X-API-Key", "Cookie", "Accept-Language", "User-Agent", "X-Mcp-Name"})
    void credentialsAndOthers_areNot(String name) {
        assertThat(ReservedHeaders.contains(name)).isFalse();
    }
}
