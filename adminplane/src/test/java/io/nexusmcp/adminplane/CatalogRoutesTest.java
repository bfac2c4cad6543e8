package io.nexusmcp.adminplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.protocol.ErrorCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CatalogRoutesTest {
    private final AdminFixture admin = new AdminFixture();
    private final String key = admin.admin();

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void servers_areListedWithTheirState() {
        var got = admin.get(key, "/api/v1/servers").body();
        var server = got.path("servers").get(0);

        assertThat(got.path("warnings").toString()).isEqualTo("[\"echo may mean several tools\"]");
        assertThat(server.path("name").asString()).isEqualTo("demo");
        assertThat(server.path("state").asString()).isEqualTo("up");
        assertThat(server.path("revision").asString()).isEqualTo("2025-11-25");
        assertThat(server.path("lastError").isNull()).isTrue();
    }

    @Test
    void disable_takesEffectAtOnce() {
        var got = admin.post(key, "/api/v1/servers/demo/disable", "{}");

        assertThat(got.body().path("server").path("enabled").asBoolean(true)).isFalse();
        assertThat(admin.catalog.list().getFirst().isEnabled()).isFalse();
    }

    @Test
    void server_thatIsUnknownOrNoName_is404() {
        assertThat(admin.post(key, "/api/v1/servers/none/disable", "{}").status())
                .isEqualTo(404);
        assertThat(admin.post(key, "/api/v1/servers/NO%20NAME/disable", "{}").status())
                .isEqualTo(404);
    }

    @Test
    void enable_againstTheConfiguration_isAConflictWithAdvice() {
        var got = admin.post(key, "/api/v1/servers/off/enable", "{}");

        assertThat(got.status()).isEqualTo(409);
        assertThat(got.text()).contains("disabled: true");
    }

    @Test
    void tools_areListedWithTheirSchemaUntouched() {
        assertThat(admin.get(key, "/api/v1/tools?server=demo").text()).contains("\"x\":1.10");
        assertThat(admin.get(key, "/api/v1/tools?server=other").text()).isEqualTo("{\"tools\":[]}");
    }

    @Test
    void tool_isDisabledAndEnabled() {
        assertThat(admin.post(key, "/api/v1/tools/demo__echo/disable", "").text())
                .contains("\"enabled\":false");
        assertThat(admin.post(key, "/api/v1/tools/demo__echo/enable", "").text())
                .contains("\"enabled\":true");
        assertThat(admin.post(key, "/api/v1/tools/none/enable", "").status()).isEqualTo(404);
        assertThat(admin.recorded.events().getFirst().what().target()).contains("demo__echo");
    }

    @Test
    void call_carriesArgumentsAndResultUntouched_andLeavesTheEventToThePipeline() {
        var got = admin.post(
                key, "/api/v1/tools/demo__echo/call", "{\"arguments\":{\"n\":12345678901234567890,\"x\":1.10}}");

        assertThat(got.text()).isEqualTo("{\"result\":{\"n\":12345678901234567890,\"x\":1.10}}");
        assertThat(admin.called).containsExactly("demo__echo {\"n\":12345678901234567890,\"x\":1.10}");
        assertThat(admin.recorded.events()).isEmpty();
    }

    @Test
    void call_nameWithOddCharacters_arrivesWhole() {
        admin.post(key, "/api/v1/tools/read%20all+%c3%bc.1/call", "{}");

        assertThat(admin.called).containsExactly("read all+ü.1 {}");
    }

    @Test
    void call_unknownOrForbiddenTool_is404() {
        admin.calls((_, _, _, _, _) -> new ToolCalls.Outcome.Failure(200, ErrorCode.INVALID_PARAMS, "Unknown tool"));

        var got = admin.post(key, "/api/v1/tools/demo__echo/call", "{}");

        assertThat(got.status()).isEqualTo(404);
        assertThat(got.body().path("error").path("message").asString()).isEqualTo("Unknown tool");
    }

    @Test
    void call_thatALimitRefuses_keepsItsStatus() {
        admin.calls((_, _, _, _, _) -> new ToolCalls.Outcome.Failure(429, 429, "Too many requests"));

        assertThat(admin.post(key, "/api/v1/tools/demo__echo/call", "{}").status())
                .isEqualTo(429);
    }
}
