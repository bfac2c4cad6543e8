package io.nexusmcp.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonScanner;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    private static final List<JsonObject> SERVERS = List.of(
            capabilities("{\"tools\":{\"listChanged\":true},\"tasks\":{\"list\":{}},\"experimental\":{\"x\":{}}}"),
            capabilities("{\"resources\":{\"subscribe\":true,\"listChanged\":true},\"completions\":{},\"logging\":{},"
                    + "\"extensions\":{\"io.modelcontextprotocol/tasks\":{}},\"prompts\":null}"));

    private static JsonObject capabilities(String json) {
        return JsonScanner.scanObject(json.getBytes(UTF_8), JsonLimits.DEFAULT);
    }

    @Test
    void front_declaresListChangesAndSubscriptionsAndNoExtensions() {
        assertThat(Capabilities.front(SERVERS).whole().text())
                .isEqualTo("{\"tools\":{\"listChanged\":true},\"resources\":{\"subscribe\":true,\"listChanged\":true},"
                        + "\"logging\":{},\"completions\":{}}");
    }

    @Test
    void front_whereNoServerWatchesResources_declaresNoSubscriptions() {
        var plain = capabilities("{\"resources\":{\"subscribe\":false}}");
        assertThat(Capabilities.front(List.of(plain)).whole().text())
                .isEqualTo("{\"resources\":{\"listChanged\":true}}");
        assertThat(Capabilities.subscribes(plain)).isFalse();
        assertThat(Capabilities.subscribes(SERVERS.get(1))).isTrue();
    }

    @Test
    void front_ofNothing_declaresNothing() {
        assertThat(Capabilities.front(List.of()).whole().text()).isEqualTo("{}");
        assertThat(Capabilities.declares(SERVERS.get(1), "prompts")).isFalse();
        assertThat(Capabilities.declares(SERVERS.get(0), "tools")).isTrue();
    }
}
