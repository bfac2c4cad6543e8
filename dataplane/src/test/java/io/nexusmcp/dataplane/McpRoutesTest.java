package io.nexusmcp.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.Inbound;
import io.nexusmcp.core.Mount;
import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.pipeline.Reply;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.web.ListenerSettings;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class McpRoutesTest {
    private final McpPort mcp = new McpPort((inbound, _) -> new Reply.Json(
            200, JsonSlice.trusted("{\"length\":" + inbound.body().read().length + "}"), Map.of("X-Extra", "1")));

    @AfterEach
    void close() {
        mcp.close();
    }

    @Test
    void post_isHandedOn_andAnsweredInOnePiece() {
        var answer = mcp.exchange("POST /mcp", "Mcp-Name: a\r\nAuthorization: Bearer x\r\n", "{\"a\":1}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("X-Extra")).isEqualTo("1");
        assertThat(answer.header("Content-Length")).isEqualTo("12");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.body()).isEqualTo("{\"length\":7}");
        assertThat(mcp.seen).singleElement().satisfies(inbound -> {
            assertThat(inbound.verb()).isEqualTo(Inbound.Verb.POST);
            assertThat(inbound.mount()).isEqualTo(Mount.FEDERATED);
            assertThat(inbound.headers().only("mcp-name")).contains("a");
            assertThat(inbound.headers().all("AUTHORIZATION")).containsExactly("Bearer x");
            assertThat(inbound.headers().only("absent")).isEmpty();
            assertThat(inbound.peer().isLoopbackAddress()).isTrue();
            assertThat(inbound.traceId()).matches("[0-9a-f]{32}");
        });
    }

    @Test
    void header_thatComesTwice_isNotTheOnlyOne() {
        mcp.exchange("POST /mcp", "Mcp-Name: a\r\nmcp-name: b\r\n", "{}");
        assertThat(mcp.seen).singleElement().satisfies(inbound -> {
            assertThat(inbound.headers().only("Mcp-Name")).isEmpty();
            assertThat(inbound.headers().all("Mcp-Name")).containsExactly("a", "b");
        });
    }

    @Test
    void serverPath_namesItsServer() {
        assertThat(mcp.exchange("POST /mcp/s/files-2", "", "{}").status()).isEqualTo(200);
        assertThat(mcp.seen).extracting(Inbound::mount).containsExactly(Mount.of(new ServerName("files-2")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void otherVerbs_areHandedOn(String verb) {
        assertThat(mcp.exchange(verb + " /mcp").status()).isEqualTo(200);
        assertThat(mcp.seen).extracting(Inbound::verb).containsExactly(Inbound.Verb.valueOf(verb));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "HEAD", "OPTIONS", "TRACE"})
    void verb_thatIsNotOffered_isRefused(String verb) {
        try (var http = mcp.connect()) {
            var answer = http.send(mcp.request(verb + " /mcp", "", "")).readHead();
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.headers()).doesNotContainKey("Access-Control-Allow-Origin");
        }
        assertThat(mcp.seen).isEmpty();
        assertThat(mcp.refusals).containsExactly("method 405");
    }

    @Test
    void refusedVerb_isToldWhichAreOffered() {
        assertThat(mcp.exchange("PUT /mcp").header("Allow")).isEqualTo("GET, POST, DELETE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mcp/",
                "//mcp",
                "/mcp//s/a",
                "/mcp/../mcp",
                "/mcp/../",
                "/./mcp",
                "/mcp/.",
                "/x/../mcp",
                "/%6dcp",
                "/%2e/mcp",
                "/mcp/%2e%2e/mcp",
                "/mcp%2fs%2fa",
                "/mcp/s%2fa",
                "/mcp%2Fs/a",
                "/mcp;x",
                "/mcp;x=1/s/a",
                "/mcp/s/a;x",
                "/mcp/s/a/",
                "/mcp/s/",
                "/mcp/s",
                "/mcp/s/A",
                "/mcp/s/a%00",
                "/mcp/s/a.b",
                "/mcp/s/../../admin",
                "/mcp\\s\\a",
                "/MCP",
                "/Mcp",
                "/mcp%20",
                "/mcp%00",
                "/mcp%c0%afs/a",
                "/mcp%252fs",
                "/",
                "/admin",
                "/health",
                "/health/live/",
                "/health//live",
                "/health/ready;x",
                "/metrics"
            })
    void path_inAnyOtherSpelling_reachesNothing(String path) {
        var answer = mcp.exchange("POST " + path, "", "{}");
        assertThat(answer.status()).isIn(400, 404);
        assertThat(answer.body()).doesNotContain("Exception", "java.", "jetty", path.length() > 3 ? path : "\0");
        assertThat(mcp.seen).isEmpty();
        assertThat(mcp.refusals).hasSize(1);
    }

    @Test
    void query_changesNothing() {
        assertThat(mcp.exchange("POST /mcp?Mcp-Session-Id=abc", "", "{}").status())
                .isEqualTo(200);
        assertThat(mcp.seen)
                .singleElement()
                .satisfies(inbound ->
                        assertThat(inbound.headers().only("Mcp-Session-Id")).isEmpty());
    }

    @Test
    void health_saysYesOrNoOnly() {
        assertThat(mcp.exchange("GET /health/live").body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(mcp.exchange("GET /health/ready").status()).isEqualTo(200);
        mcp.isReady.set(false);
        var answer = mcp.exchange("GET /health/ready");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("{\"status\":\"DOWN\"}");
        assertThat(mcp.exchange("GET /health/live").status()).isEqualTo(200);
        assertThat(mcp.exchange("POST /health/live").header("Allow")).isEqualTo("GET");
        assertThat(mcp.seen).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void pipelineThatThrows_isAnsweredWithAnIncidentOnly(ListenerSettings.ThreadKind kind) {
        try (var failing = new McpPort(
                (_, _) -> {
                    throw new IllegalStateException("a secret detail");
                },
                McpPort.QUICK,
                kind)) {
            var answer = failing.exchange("POST /mcp", McpPort.MODERN, "{}");
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body())
                    .contains(
                            "\"code\":-32603",
                            "incident " + failing.seen.getFirst().traceId())
                    .doesNotContain("secret", "Exception", "java.");
        }
    }

    @Test
    void pipelineThatRunsOutOfMemory_isAnsweredWithAnIncident() {
        try (var failing = new McpPort((_, _) -> {
            throw new OutOfMemoryError("Java heap space");
        })) {
            assertThat(failing.exchange("POST /mcp", McpPort.MODERN, "{}").status())
                    .isEqualTo(500);
        }
    }

    /** What is left behind would be written to for ever, and cost all others their heartbeats. */
    @ParameterizedTest
    @EnumSource
    void pipelineThatDies_leavesNoOpenAnswerBehind(ListenerSettings.ThreadKind kind) {
        try (var failing = new McpPort(
                (_, _) -> {
                    throw new LinkageError("a secret detail");
                },
                McpPort.QUICK,
                kind)) {
            assertThat(failing.exchange("POST /mcp", McpPort.MODERN, "{}").body())
                    .doesNotContain("secret");
            assertThat(failing.open()).isZero();
        }
    }

    @Test
    void empty_hasStatusAndHeadersOnly() {
        try (var accepting = new McpPort((_, _) -> new Reply.Empty(202, Map.of("Mcp-Session-Id", "s")))) {
            var answer = accepting.exchange("POST /mcp", "", "{}");
            assertThat(answer.status()).isEqualTo(202);
            assertThat(answer.header("Mcp-Session-Id")).isEqualTo("s");
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void notAllowed_namesWhatIs() {
        try (var modernOnly = new McpPort((_, _) -> McpPort.json(405, "{}"))) {
            assertThat(modernOnly.exchange("GET /mcp").header("Allow")).isEqualTo("POST");
        }
    }

    @Test
    void connection_isKeptAfterARefusalWhoseBodyCame_andEndsWhereItDidNot() {
        try (var refusing = new McpPort((_, _) -> {
                    throw new Refused(new Refusal.TooLarge(1));
                });
                var whole = refusing.connect();
                var partial = refusing.connect()) {
            var request = refusing.request("POST /mcp", "", "{\"a\":1}");
            assertThat(whole.send(request).read().status()).isEqualTo(413);
            assertThat(whole.send(request).read().status()).isEqualTo(413);
            var answer =
                    partial.send(request.substring(0, request.length() - 3)).read();
            assertThat(answer.header("Connection")).isEqualTo("close");
        }
    }

    @Test
    void largeAnswer_arrivesWhole() {
        var text = "\"" + "a".repeat(5_000_000) + "\"";
        try (var large = new McpPort((_, _) -> McpPort.json(200, text))) {
            assertThat(large.exchange("POST /mcp", "", "{}").body()).isEqualTo(text);
        }
    }
}
