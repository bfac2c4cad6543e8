package io.nexusmcp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {
    private static final String LIST = "GET /api/v1/keys";

    private final RecordedHub hub = new RecordedHub();

    @AfterEach
    void close() {
        hub.close();
    }

    @ParameterizedTest
    @CsvSource({
        "200, 0", "400, 1", "401, 4", "403, 4", "404, 1", "409, 1", "413, 1", "429, 1", "500, 1", "502, 1", "503, 1"
    })
    void answer_ofTheHub_decidesTheExitCode(int status, int exit) {
        var body = status == 200 ? "{\"keys\":[]}" : RecordedHub.error("x", "This is why.");
        hub.on(LIST, status, body);

        var run = Run.against(hub, "key", "list");

        assertThat(run.exit()).isEqualTo(exit);
        if (status != 200) {
            assertThat(run.err()).isEqualToIgnoringNewLines("error: This is why.  Do this instead.");
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void error_withJson_isJson() {
        hub.on(LIST, 403, RecordedHub.error("forbidden", "No."));

        assertThat(Run.against(hub, "key", "list", "--json").err())
                .isEqualToIgnoringNewLines("{\"error\":{\"message\":\"No.\",\"hint\":\"Do this instead.\"}}");
    }

    @Test
    void nobodyListens_is3WithAdvice() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }

        var run = Run.in(
                Map.of("NEXUS_ADMIN_URL", "http://127.0.0.1:" + port, "NEXUS_ADMIN_KEY", "nxk_x"), "server", "list");

        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err())
                .contains("cannot be reached")
                .contains("nexus serve")
                .doesNotContain("Exception");
    }

    @Test
    void answerThatIsNoJson_is1() {
        hub.on(LIST, "<html>welcome</html>");

        var run = Run.against(hub, "key", "list");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("not the admin API").doesNotContain("html");
    }

    @ParameterizedTest
    @CsvSource({"kye", "key lst", "key revoke", "key list --unknown", "tool call x --arg novalue", "audit tail -n many"
    })
    void mistakeOnTheCommandLine_is2WithAdvice(String line) {
        var run = Run.against(hub, line.split(" "));

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).startsWith("error: ").contains("--help");
        assertThat(hub.asked).isEmpty();
    }

    @Test
    void noKey_is4() {
        assertThat(Run.in(Map.of("NEXUS_ADMIN_URL", hub.url()), "key", "list").exit())
                .isEqualTo(4);
        assertThat(hub.asked).isEmpty();
    }

    @Test
    void help_namesEveryExitCode() {
        var run = Run.against(hub, "--help");

        assertThat(run.exit()).isZero();
        for (var code : ExitCode.values()) {
            assertThat(run.out()).containsPattern("(?m)^ +" + code.code() + " +\\S");
        }
    }
}
