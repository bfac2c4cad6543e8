package io.nexusmcp.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MisbehavingServerTest {
    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"work\"}}";

    @Test
    void answer_exactText_arrivesUnchanged() {
        try (var server = MisbehavingServer.start(Era.LEGACY)) {
            server.answer("tools/call", "{\"content\":[], \"n\":1.10,\"big\":1e400}");
            assertThat(Client.post(server.uri(), CALL, "X-Canary", "secret").body())
                    .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"content\":[], \"n\":1.10,\"big\":1e400}}");
            assertThat(server.requests()).singleElement().matches(request -> request.mentions("secret"));
        }
    }

    @ParameterizedTest
    @CsvSource({"STATUS_405,405", "STATUS_500,500", "REDIRECTS,307", "STATUS_404,404", "STATUS_401,401"})
    void statusFault_untilToldToBehave_answersWithIt(Fault fault, int status) {
        try (var server = MisbehavingServer.start(Era.MODERN)) {
            server.misbehave("tools/call", fault);
            assertThat(Client.post(server.uri(), CALL).statusCode()).isEqualTo(status);
            server.behave();
            assertThat(Client.post(server.uri(), CALL).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"GARBAGE,not JSON", "WRONG_ID,nobody-asked", "EMPTY_FIRST_EVENT,id: e-0", "DEEP_JSON,[[[[[["})
    void textFault_answer_showsIt(Fault fault, String sign) {
        try (var server = MisbehavingServer.start(Era.LEGACY)) {
            server.misbehave("tools/call", fault);
            assertThat(Client.post(server.uri(), CALL).body()).contains(sign);
        }
    }

    @Test
    void twice_answer_comesInTwoEvents() {
        try (var server = MisbehavingServer.start(Era.LEGACY)) {
            server.misbehave("tools/call", Fault.TWICE);
            assertThat(Client.post(server.uri(), CALL).body().split("done", -1)).hasSize(3);
        }
    }

    @Test
    void dies_answer_endsEarly() {
        try (var server = MisbehavingServer.start(Era.LEGACY)) {
            server.misbehave("tools/call", Fault.DIES);
            assertThatThrownBy(() -> Client.post(server.uri(), CALL)).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void bomb_answer_isSmallAndSaysGzip() {
        try (var server = MisbehavingServer.start(Era.LEGACY)) {
            server.misbehave("tools/call", Fault.GZIP_BOMB);
            var answer = Client.post(server.uri(), CALL);
            assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
            assertThat(answer.body()).hasSizeLessThan(1 << 20);
        }
    }

    @Test
    void tools_changed_isToldToListeners() throws Exception {
        try (var server = MisbehavingServer.start(Era.LEGACY)) {
            var lines = listen(server.uri());
            await().until(() -> server.listening() == 1);
            server.tools("alpha", "beta");
            assertThat(lines.body().filter(line -> line.startsWith("data:")).findFirst())
                    .hasValueSatisfying(line -> assertThat(line).contains("tools/list_changed"));
        }
    }

    private static HttpResponse<Stream<String>> listen(URI uri) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).GET().build(), HttpResponse.BodyHandlers.ofLines());
    }
}
