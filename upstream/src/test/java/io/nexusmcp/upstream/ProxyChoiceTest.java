package io.nexusmcp.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyChoiceTest {
    private static final URI FAR = URI.create("https://api.example.com/mcp");

    @Test
    void proxy_ofTheScheme_isChosen() {
        var environment = Map.of("HTTPS_PROXY", "http://a.test:3128", "http_proxy", "b.test:8080");
        assertThat(ProxyChoice.of(FAR, environment)).contains(URI.create("http://a.test:3128"));
        assertThat(ProxyChoice.of(URI.create("http://api.example.com/"), environment))
                .contains(URI.create("http://b.test:8080"));
    }

    @ParameterizedTest
    @CsvSource({
        "api.example.com, false",
        "example.com, false",
        ".example.com, false",
        "'x.test, *.example.com', false",
        "*, false",
        "ample.com, true",
        "other.com, true"
    })
    void noProxy_listed_isReachedDirectly(String exempt, boolean isProxied) {
        var environment = Map.of("HTTPS_PROXY", "http://a.test:3128", "NO_PROXY", exempt);
        assertThat(ProxyChoice.of(FAR, environment).isPresent()).isEqualTo(isProxied);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://localhost:8443/",
                "https://127.0.0.1/",
                "https://127.8.0.1/",
                "https://hub.localhost/",
                "https://[::1]/"
            })
    void loopback_isReachedDirectly(String url) {
        assertThat(ProxyChoice.of(URI.create(url), Map.of("HTTPS_PROXY", "http://a.test:3128")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://user:hunter22@a.test", "http://", "http://user:hunter22@bad host"})
    void proxy_thatIsNoHttpUrl_isRefusedWithoutItsText(String proxy) {
        assertThatThrownBy(() -> ProxyChoice.of(FAR, Map.of("HTTPS_PROXY", proxy)))
                .isInstanceOf(UpstreamException.class)
                .hasMessageNotContaining("hunter22");
    }
}
