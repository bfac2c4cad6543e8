package io.nexusmcp.upstream;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.testkit.Era;
import io.nexusmcp.testkit.HttpFixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpAnswersTest {
    private static final String DONE = "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{\"n\":1.10,\"b\":null,\"a\":1e400}}";
    private static final String JSON = "application/json";

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json", "Application/JSON", "application/json ; x", "application/json;charset=utf-8"
            })
    void json_howeverItsTypeIsWritten_isReadByteForByte(String type) {
        try (var server = new RawServer();
                var servers = new Servers().up(Servers.http("raw", server.uri()))) {
            server.answer(200, type, DONE);
            assertThat(servers.callText("raw", "p", "work", "{}")).isEqualTo("{\"n\":1.10,\"b\":null,\"a\":1e400}");
            server.answer(201, type, DONE);
            assertThat(servers.callText("raw", "p", "work", "{}")).contains("1.10");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: DONE\n\n",
                ": noise\n\nevent: message\r\ndata: DONE\r\n\r\n",
                "event: other\ndata: not for us\n\nid: 1\ndata:\n\ndata: DONE\n\n",
                "\ufeffdata: DONE\n\n"
            })
    void stream_howeverItIsFramed_isRead(String stream) {
        try (var server = new RawServer();
                var servers = new Servers().up(Servers.http("raw", server.uri()))) {
            server.answer(200, "Text/Event-Stream; charset=UTF-8", stream.replace("DONE", DONE));
            assertThat(servers.callText("raw", "p", "work", "{}")).contains("1.10");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200|text/html|<html></html>|unknown media type",
                "200|''|{}|unknown media type",
                "200|application/json|[]|1 to 50",
                "200|application/json|DONEDONE|text after",
                "200|application/json|{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":[]}|not an object",
                "200|application/json|{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":{},\"result\":{}}|not valid JSON",
                "200|application/json|{\"jsonrpc\":\"2.0\",\"id\":\"ID\",\"result\":{}}|another request",
                "200|application/json|{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":ID}|another request",
                "200|text/event-stream|data: {\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":1}\\n"
                        + "\\n"
                        + "|era does not allow",
                "200|text/event-stream|data: \uD83D\uDE00\\n\\n|not valid JSON",
                "200|text/event-stream|: nothing\\n\\n|without an answer",
                "202|''|''|HTTP 202",
                "204|''|''|HTTP 204",
                "502|text/html|<html>token</html>|HTTP 502",
                "503|application/json|DONE|HTTP 503",
                "403|application/json|{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"code\":-1,\"message\":\"no\"}}|HTTP"
                        + " 403",
                "400|application/json|{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"code\":-32022,\"message\":\"no\"}}|another"
                    + " revision",
                "400|application/json|{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"code\":-32020,\"message\":\"no\"}}|mirrored"
                    + " headers"
            })
    void anything_thatIsNotTheAnswer_isAFailure(int status, String type, String body, String why) {
        try (var server = new RawServer();
                var servers = new Servers().up(Servers.http("raw", server.uri()))) {
            server.answer(status, type, body.replace("DONE", DONE).replace("\\n", "\n"));
            assertThat(servers.failure("raw", "work")).contains(why).doesNotContain("token", "1.10");
        }
    }

    @Test
    void utf16_isNotJson() {
        try (var server = new RawServer();
                var servers = new Servers().up(Servers.http("raw", server.uri()))) {
            server.answer(200, "application/json; charset=utf-16", DONE, UTF_16LE);
            assertThat(servers.failure("raw", "work")).contains("not UTF-8");
        }
    }

    @ParameterizedTest
    @CsvSource({"404, -32601", "400, -32021", "400, -32602", "200, -32603"})
    void errorOfTheServer_withItsHttpStatus_isRelayed(int status, int code) {
        try (var server = new RawServer();
                var servers = new Servers().up(Servers.http("raw", server.uri()))) {
            server.answer(
                    status,
                    JSON,
                    "{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"code\":" + code + ",\"message\":\"no\"}}");
            assertThat(servers.callText("raw", "p", "work", "{}")).isEqualTo("error " + code);
        }
    }

    @Test
    void mirroredHeadersRefused_callIsSentOnceMoreAsTheNewestDefinitionSays() {
        try (var fixture = HttpFixture.start(Era.MODERN, 0);
                var servers = new Servers().up(Servers.http("fix", fixture.uri()))) {
            assertThat(servers.callText("fix", "p", "test_x_mcp_header", "{\"region\":\"eu\"}"))
                    .contains("region=eu");
            assertThat(fixture.requests().stream()
                            .filter(request -> request.body().contains("\"method\":\"tools/call\"")))
                    .hasSize(2);
        }
    }

    @Test
    void mirroredHeadersRefusedAgain_callIsSentTwiceAndNoMore() {
        try (var server = new RawServer();
                var servers = new Servers().up(Servers.http("raw", server.uri()))) {
            server.answer(400, JSON, "{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"code\":-32020,\"message\":\"no\"}}");
            assertThat(servers.failure("raw", "work")).contains("mirrored headers");
            assertThat(server.bodies().stream().filter(body -> body.contains("tools/call")))
                    .hasSize(2);
        }
    }
}
