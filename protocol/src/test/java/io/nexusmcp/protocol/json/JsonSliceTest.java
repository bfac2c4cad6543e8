package io.nexusmcp.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class JsonSliceTest {
    private static JsonSlice slice(String json) {
        return JsonScanner.scan(json.getBytes(UTF_8), JsonLimits.DEFAULT);
    }

    @Test
    void scan_leavesOutTheWhiteSpaceAround() {
        assertThat(slice(" \n[1]\t ").text()).isEqualTo("[1]");
    }

    @Test
    void kinds_followTheFirstByte() {
        assertThat(slice("-1").isNumber()).isTrue();
        assertThat(slice("7").isNumber()).isTrue();
        assertThat(slice("true").isBoolean()).isTrue();
        assertThat(slice("false").isBoolean()).isTrue();
        assertThat(slice("null").isNull()).isTrue();
        assertThat(slice("\"1\"").isNumber()).isFalse();
        assertThat(slice("{}").isObject()).isTrue();
        assertThat(slice("[]").isArray()).isTrue();
    }

    @Test
    void asString_decodesEscapes() {
        assertThat(slice("\"a\\u00e9\\n\\\\\\/\\ud83d\\ude00\"").asString()).isEqualTo("aé\n\\/😀");
        assertThatExceptionOfType(JsonProblem.class).isThrownBy(() -> slice("1").asString());
    }

    @Test
    void asObject_inTheMiddleOfAMessage_hasTheRightOffsets() {
        var items = slice("[\"ü\", {\"a\":{\"ß\": [1,{\"b\":\"x\"}]}} , 2]").asArray();
        var inner = items.get(1)
                .asObject()
                .object("a")
                .orElseThrow()
                .get("ß")
                .orElseThrow()
                .asArray()
                .get(1);
        assertThat(inner.text()).isEqualTo("{\"b\":\"x\"}");
        assertThat(inner.asObject().string("b")).contains("x");
        assertThat(items.get(2).text()).isEqualTo("2");
    }

    @Test
    void asObject_ofAnotherType_isRefused() {
        assertThatExceptionOfType(JsonProblem.class)
                .isThrownBy(() -> slice("[]").asObject());
        assertThatExceptionOfType(JsonProblem.class)
                .isThrownBy(() -> slice("{}").asArray());
    }

    @Test
    void detached_doesNotHoldTheMessage() {
        var part = slice("{\"a\":{\"b\":1},\"big\":\"" + "x".repeat(1_000) + "\"}")
                .asObject()
                .object("a")
                .orElseThrow();
        assertThat(part.whole().source().length).isGreaterThan(1_000);
        assertThat(part.detached().whole().source()).hasSize(7);
        assertThat(part.detached().get("b").orElseThrow().text()).isEqualTo("1");
    }

    @Test
    void onOneLine_changesRawBreaksAndNothingElse() {
        var pretty = slice("{\r\n \"a\": \"x\\ny\",\n \"b\": 1\r}");
        assertThat(pretty.hasLineBreak()).isTrue();
        assertThat(pretty.onOneLine().text()).isEqualTo("{   \"a\": \"x\\ny\",  \"b\": 1 }");
        var plain = slice("{\"a\":1}");
        assertThat(plain.onOneLine()).isSameAs(plain);
    }

    @Test
    void copies_areTheBytesThatCame() throws IOException {
        var part = slice("[10,20]").asArray().get(1);
        var target = new byte[4];
        assertThat(part.copyTo(target, 1)).isEqualTo(3);
        assertThat(target).containsExactly(0, '2', '0', 0);
        var out = new ByteArrayOutputStream();
        part.writeTo(out);
        assertThat(out.toByteArray()).isEqualTo(part.toBytes()).containsExactly('2', '0');
    }

    @Test
    void equals_comparesText() {
        assertThat(slice("[1,1]").asArray().get(0))
                .isEqualTo(slice("[1,1]").asArray().get(1))
                .hasSameHashCodeAs(slice("1"));
        assertThat(slice("1.0")).isNotEqualTo(slice("1"));
    }

    @Test
    void toString_showsNoValue() {
        assertThat(slice("\"s3cret\"").toString()).doesNotContain("s3cret");
        assertThat(slice("{\"s3cret\":1}").asObject().toString()).doesNotContain("s3cret");
    }

    @Test
    void string_roundTripsEveryCharacter() {
        var all = new StringBuilder("😀\u0000\u007f\u2028\ufeff\ud800");
        for (char c = 0; c < 0x200; c++) {
            all.append(c);
        }
        assertThat(slice(JsonSlice.string(all.toString()).text()).asString()).isEqualTo(all.toString());
    }
}
