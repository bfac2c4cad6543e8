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

    @ParameterizedTest
    @ValueSource(strings = {"7 ", "\r7 \n", " -1.5e3\t", "7\n", "7"})
    void scan_numberAtTheRoot_endsWithItsLastDigit(String text) {
        assertThat(JsonScanner.scan(text.getBytes(UTF_8), JsonLimits.DEFAULT).text())
                .isEqualTo(text.strip());
    }

    @Test
    void scan_members_areTheBytesThatCame() {
        var root =
                scan(" {\"id\" : 1.10 , \"params\":{ \"name\":\"ü\\u0041\", \"arguments\":{\"n\":1e400, \"b\":[1,2 ]},"
                        + "\"_meta\":{\"x\":12345678901234567890}},\"z\":\"s\" } ");
        assertThat(root.names()).containsExactly("id", "params", "z");
        assertThat(root.get("id").orElseThrow().text()).isEqualTo("1.10");
        var params = root.object("params").orElseThrow();
        assertThat(params.string("name")).contains("üA");
        assertThat(params.get("arguments").orElseThrow().text()).isEqualTo("{\"n\":1e400, \"b\":[1,2 ]}");
        assertThat(params.object("_meta").orElseThrow().get("x").orElseThrow().text())
                .isEqualTo("12345678901234567890");
        assertThat(params.object("arguments")
                        .orElseThrow()
                        .get("b")
                        .orElseThrow()
                        .asArray())
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
                "",
                " ",
                "[",
                "{\"a\":1}{}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":1,\"\\u0061\":2}",
                "{\"a\":1,}",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":1e99999}",
                "\ufeff{}",
                "{\"a\":\"\t\"}",
                "{\"a\":01}",
                "{\"p\":{\"a\":1,\"a\":2}}"
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

    @Test
    void scan_countsEachMemberAndItemOnce() {
        var exact = new JsonLimits(10, 100, 7);
        var json = "{\"a\":[1,{\"b\":2}],\"params\":{\"c\":{\"d\":3}}}".getBytes(UTF_8);
        assertThat(JsonScanner.scanObject(json, exact).names()).containsExactly("a", "params");
        assertThatExceptionOfType(JsonProblem.class)
                .isThrownBy(() -> JsonScanner.scan(json, new JsonLimits(10, 100, 6)))
                .withMessage("more than 6 members and items");
    }

    @Test
    void scan_nameOverItsLimit_isRefused_indexedOrNot() {
        var limits = new JsonLimits(10, 6, 100);
        JsonScanner.scan("{\"params\":{\"sixsix\":1}}".getBytes(UTF_8), limits);
        for (var json : new String[] {"{\"params\":{\"seven77\":1}}", "{\"a\":{\"seven77\":1}}"}) {
            assertThatExceptionOfType(JsonProblem.class)
                    .isThrownBy(() -> JsonScanner.scan(json.getBytes(UTF_8), limits))
                    .withMessageContaining("longer than 6");
        }
    }

    @Test
    void scan_numberOfThousandCharacters_isTheLongest() {
        var longest = "1" + "0".repeat(999);
        assertThat(scan("{\"a\":" + longest + "}").get("a").orElseThrow().text())
                .isEqualTo(longest);
        for (var number : new String[] {"1" + "0".repeat(1_000), "0." + "1".repeat(1_000), "1e00001", "1E-12345"}) {
            assertThatExceptionOfType(JsonProblem.class).isThrownBy(() -> scan("{\"a\":" + number + "}"));
        }
        assertThat(scan("{\"a\":-1.5E+9999}").get("a").orElseThrow().tree().decimalValue())
                .isEqualByComparingTo("-1.5E+9999");
    }

    @Test
    void scan_duplicateName_isRefusedAtAnyDepth() {
        for (var json : new String[] {
            "{\"params\":{\"_meta\":{\"a\":1,\"a\":2}}}",
            "{\"x\":[[{\"a\":1,\"b\":2,\"c\":3,\"a\":4}]]}",
            "{\"id\":1,\"id\":1}"
        }) {
            assertThatExceptionOfType(JsonProblem.class).isThrownBy(() -> scan(json));
        }
    }

    @Test
    void scan_hundredThousandOpenArrays_isRefusedWithoutHarm() {
        var bytes = "[".repeat(100_000).getBytes(UTF_8);
        assertThatExceptionOfType(JsonProblem.class).isThrownBy(() -> JsonScanner.scan(bytes, JsonLimits.DEFAULT));
    }

    @Test
    void problem_repeatsNothingOfTheInput() {
        assertThatExceptionOfType(JsonProblem.class)
                .isThrownBy(() -> scan("{\"token\":\"s3cret\",\"token\":\"s3cret\"}"))
                .satisfies(problem -> assertThat(problem.rule()).doesNotContain("token", "s3cret"));
        assertThatExceptionOfType(JsonProblem.class)
                .isThrownBy(() -> scan("{\"a\": s3cret}"))
                .satisfies(problem -> assertThat(problem.rule()).doesNotContain("s3cret"));
    }

    @Test
    void limits_outOfRange_areRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new JsonLimits(1_001, 1, 1));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new JsonLimits(0, 1, 1));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new JsonLimits(1, 50_001, 1));
    }
}
