package io.nexusmcp.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
    private static JsonObject scan(String json) {
        return JsonScanner.scanObject(json.getBytes(UTF_8), JsonLimits.DEFAULT);
    }

    @Test
    void scan_members_areTheBytesThatCame() {
        var root = scan(" {\"id\" : 1.10 , \"params\":{ \"name\":\"ü\\u0041\", \"arguments\":{\"n\":1e400, \"b\":[1,2 ]},"
                + "\"_meta\":{\"x\":12345678901234567890}},\"z\":\"s\" } ");
        assertThat(root.names()).containsExactly("id", "params", "z");
        assertThat(root.get("id").orElseThrow().text()).isEqualTo("1.10");
        var params = root.object("params").orElseThrow();
        assertThat(params.string("name")).contains("üA");
        assertThat(params.get("arguments").orElseThrow().text()).isEqualTo("{\"n\":1e400, \"b\":[1,2 ]}");
        assertThat(params.object("_meta").orElseThrow().get("x").orElseThrow().text())
                .isEqualTo("12345678901234567890");
        assertThat(params.object("arguments").orElseThrow().get("b").orElseThrow().asArray())
                .extracting(JsonSlice::text)
                .containsExactly("1", "2");
        assertThat(root.string("z")).contains("s");
    }

    @Test
    void edit_leavesUntouchedValuesAsTheyCame() {
        var edited = scan("{\"a\": 1.0,\"b\":{ \"c\" : null},\"d\":2}")
                .edit()
                .remove("d")
                .set("a", "x")
                .set("e", JsonSlice.trusted("7"))
                .slice();
        assertThat(edited.text()).isEqualTo("{\"a\":\"x\",\"b\":{ \"c\" : null},\"e\":7}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "[", "{\"a\":1}{}", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "{\"a\":1,}", "{'a':1}",
                "{\"a\":NaN}", "{\"a\":1e99999}", "\ufeff{}", "{\"a\":\"\t\"}", "{\"a\":01}", "{\"p\":{\"a\":1,\"a\":2}}"
            })
    void scan_otherThanStrictJson_isRefused(String json) {
        assertThatExceptionOfType(JsonProblem.class).isThrownBy(() -> scan(json));
    }

    @Test
    void scan_overlongUtf8_isRefused() {
        var body = "{\"a\":\"..xx\"}".getBytes(UTF_8);
        body[8] = (byte) 0xC0;
        body[9] = (byte) 0xAF;
        assertThatExceptionOfType(JsonProblem.class)
                .isThrownBy(() -> JsonScanner.scan(body, JsonLimits.DEFAULT))
                .withMessageContaining("UTF-8");
    }

    @Test
    void scan_deeperThanTheLimit_isRefused() {
        var limits = new JsonLimits(3, 10, 100);
        JsonScanner.scan("[[[1]]]".getBytes(UTF_8), limits);
        assertThatExceptionOfType(JsonProblem.class)
                .isThrownBy(() -> JsonScanner.scan("[[[[1]]]]".getBytes(UTF_8), limits));
        assertThatExceptionOfType(JsonProblem.class)
                .isThrownBy(() -> JsonScanner.scan("{\"params\":{\"_meta\":{\"a\":{}}}}".getBytes(UTF_8), limits));
    }
}
