package io.nexusmcp.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonScanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenFilterTest {
    private static JsonObject params(String notifications) {
        var json = "{\"notifications\":" + notifications + "}";
        return JsonScanner.scanObject(json.getBytes(UTF_8), JsonLimits.DEFAULT);
    }

    @Test
    void read_takesWhatIsTrueAndEveryNameOnce() {
        var filter = ListenFilter.read(
                params(
                        "{\"toolsListChanged\":true,\"promptsListChanged\":false,"
                            + "\"resourceSubscriptions\":[\"demo://b\",\"demo://a\",\"demo://b\"],\"taskIds\":[\"t\",\"s\",\"t\"]}"));
        assertThat(filter.lists()).containsExactly(ListKind.TOOLS);
        assertThat(filter.uris()).containsExactly("demo://b", "demo://a");
        assertThat(filter.tasks()).containsExactly("t", "s");
        assertThat(filter.params().whole().text())
                .isEqualTo("{\"notifications\":{\"toolsListChanged\":true,"
                        + "\"resourceSubscriptions\":[\"demo://b\",\"demo://a\"],\"taskIds\":[\"t\",\"s\"]}}");
    }

    @Test
    void read_ofNothing_isEmpty() {
        var filter = ListenFilter.read(params("{}"));
        assertThat(filter.isEmpty()).isTrue();
        assertThat(filter.params().whole().text()).isEqualTo("{\"notifications\":{}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "\"all\"",
                "{\"toolsListChanged\":1}",
                "{\"resourceSubscriptions\":\"demo://a\"}",
                "{\"resourceSubscriptions\":[1]}",
                "{\"resourceSubscriptions\":{}}",
                "{\"taskIds\":\"t\"}",
                "{\"taskIds\":[1]}"
            })
    void read_ofAnotherType_isRefused(String notifications) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> ListenFilter.read(params(notifications)))
                .satisfies(refused -> assertThat(refused.error().code()).isEqualTo(-32602));
    }

    @Test
    void kind_isKnownByItsNotification() {
        assertThat(ListKind.ofNotification("notifications/prompts/list_changed"))
                .contains(ListKind.PROMPTS);
        assertThat(ListKind.ofNotification("notifications/roots/list_changed")).isEmpty();
    }
}
