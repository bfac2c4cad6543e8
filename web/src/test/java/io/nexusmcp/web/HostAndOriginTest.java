package io.nexusmcp.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAndOriginTest {
    private static final AccessRules RULES = new AccessRules(
            List.of("hub.internal", "pinned.internal:8443"),
            List.of("https://good.example", "vscode-webview://abc"),
            Optional.of(URI.create("https://public.example/")),
            List.of());

    private final GuardedPort guarded = new GuardedPort(GuardedPort.QUICK, RULES, GuardedPort.PLENTY);

    @AfterEach
    void close() {
        guarded.close();
    }

    private int statusFor(String host) {
        return guarded.exchange(
                        "GET /count HTTP/1.1\r\nHost: " + host.replace("PORT", "" + guarded.port()) + "\r\n\r\n")
                .status();
    }

    @Test
    void listener_onAnotherLoopbackAddress_answersToThatAddress() throws UnknownHostException {
        var hosts = new HostGuard(InetAddress.getByName("127.0.0.2"), 8080);
        assertThat(hosts.admits("127.0.0.2:8080", AccessRules.OWN_ADDRESS_ONLY)).isTrue();
        assertThat(hosts.admits("localhost:8080", AccessRules.OWN_ADDRESS_ONLY)).isTrue();
        assertThat(hosts.admits("127.0.0.3:8080", AccessRules.OWN_ADDRESS_ONLY)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:PORT",
                "LocalHost:PORT",
                "127.0.0.1:PORT",
                "[::1]:PORT",
                "hub.internal",
                "hub.internal:99",
                "pinned.internal:8443",
                "public.example",
                "public.example:443"
            })
    void host_thatIsAllowed_passes(String host) {
        assertThat(statusFor(host)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost",
                "localhost:1",
                "localhost.evil.example:PORT",
                "evil-localhost:PORT",
                "127.0.0.1.evil.example:PORT",
                "127.0.0.2:PORT",
                "0.0.0.0:PORT",
                "localhost.:PORT",
                "hub.internal.evil.example",
                "pinned.internal",
                "pinned.internal:8444",
                "[::2]:PORT"
            })
    void host_thatIsNotAllowed_isRefused(String host) {
        assertThat(statusFor(host)).isEqualTo(403);
        assertThat(guarded.served).isEmpty();
        assertThat(guarded.refusals).containsExactly("host 403 127.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"user@localhost:PORT", "localhost:PORT/x", "localhost:PORT, evil.example", "localhost:", ""})
    void host_thatIsMalformed_isRefused(String host) {
        assertThat(statusFor(host)).isIn(400, 403);
        assertThat(guarded.served).isEmpty();
    }

    @Test
    void absoluteTarget_ofAllowedHost_passes() {
        var own = "localhost:" + guarded.port();
        assertThat(guarded.exchange("GET http://" + own + "/count HTTP/1.1\r\nHost: " + own + "\r\n\r\n")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void oldHttpWithoutHost_isRefused() {
        assertThat(guarded.exchange("GET /count HTTP/1.0\r\n\r\n").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:PORT",
                "http://127.0.0.1:PORT",
                "http://[::1]:PORT",
                "https://good.example",
                "https://good.example:443",
                "HTTPS://Good.Example",
                "vscode-webview://abc",
                "https://public.example"
            })
    void origin_thatIsAllowed_passes(String origin) {
        assertThat(guarded.get("Origin: " + origin.replace("PORT", "" + guarded.port()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void noOrigin_passes() {
        assertThat(guarded.get().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "null",
                "NULL",
                "https://good.example.evil.tld",
                "http://good.example",
                "https://good.example:444",
                "https://good.example/",
                "https://good.example https://evil.example",
                "https://good.example, https://evil.example",
                "http://localhost",
                "https://localhost:PORT",
                "http://evil@localhost:PORT",
                "//localhost:PORT",
                "file://",
                "",
                "*"
            })
    void origin_thatIsNotAllowed_isRefusedBeforeTheHandler(String origin) {
        var answer = guarded.get("Origin: " + origin.replace("PORT", "" + guarded.port()));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":403,\"message\":\"Forbidden\"}}");
        assertThat(answer.headers()).doesNotContainKey("Access-Control-Allow-Origin");
        assertThat(guarded.served).isEmpty();
        assertThat(guarded.refusals).containsExactly("origin 403 127.0.0.1");
    }

    @Test
    void twoOrigins_areRefused_evenIfBothAreAllowed() {
        assertThat(guarded.get("Origin: https://good.example", "Origin: https://good.example")
                        .status())
                .isEqualTo(403);
    }
}
