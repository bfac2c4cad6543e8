package io.nexusmcp.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonScanner;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderParamsTest {
    private static final List<HeaderParam> PARAMS = List.of(
            new HeaderParam("Region", List.of("region")),
            new HeaderParam("Limit", List.of("options", "limit")),
            new HeaderParam("Dry", List.of("dry")));

    private static JsonSlice json(String text) {
        return JsonScanner.scan(text.getBytes(UTF_8), JsonLimits.DEFAULT);
    }

    private static String property(String schema) {
        return "{\"type\":\"object\",\"properties\":{\"p\":" + schema + "}}";
    }

    @Test
    void of_annotationsReachedByProperties_areFound() {
        var schema =
                "{\"type\":\"object\",\"properties\":{\"region\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"},"
                    + "\"options\":{\"type\":\"object\",\"properties\":{\"limit\":{\"type\":\"integer\",\"x-mcp-header\":\"Limit\"}}},"
                    + "\"dry\":{\"x-mcp-header\":\"Dry\",\"type\":\"boolean\"},\"free\":{\"type\":\"number\"}}}";
        assertThat(HeaderParams.of(json(schema))).isEqualTo(new HeaderAnnotations.Valid(PARAMS));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"object\"}",
                "{\"type\":\"object\",\"properties\":{\"x-mcp-header\":{\"type\":\"string\"}}}",
                "{\"properties\":{\"p\":{\"default\":{\"x-mcp-header\":\"a"
                        + " b\"},\"enum\":[{\"x-mcp-header\":1}],\"const\":{\"x-mcp-header\":1}}}}",
                "{\"description\":\"x-mcp-header\"}"
            })
    void of_schemaWithoutAnnotation_isValid(String schema) {
        assertThat(HeaderParams.of(json(schema))).isEqualTo(new HeaderAnnotations.Valid(List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"a b\"", "\"a\\r\\nX\"", "\"a:\"", "\"ü\"", "7", "null", "[\"A\"]"})
    void of_nameThatIsNoToken_isInvalid(String name) {
        assertThat(HeaderParams.of(json(property("{\"type\":\"string\",\"x-mcp-header\":" + name + "}"))))
                .isInstanceOf(HeaderAnnotations.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource({"64, true", "65, false"})
    void of_moreHeadersThanACallCanHave_isInvalid(int count, boolean isValid) {
        var properties = IntStream.range(0, count)
                .mapToObj(n -> "\"p" + n + "\":{\"type\":\"string\",\"x-mcp-header\":\"P" + n + "\"}")
                .collect(Collectors.joining(","));
        assertThat(
                        HeaderParams.of(json("{\"type\":\"object\",\"properties\":{" + properties + "}}"))
                                instanceof HeaderAnnotations.Valid)
                .isEqualTo(isValid);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"number\"", "\"object\"", "\"array\"", "\"null\"", "[\"string\"]", "{}"})
    void of_otherTypes_areInvalid(String type) {
        assertThat(HeaderParams.of(json(property("{\"x-mcp-header\":\"A\",\"type\":" + type + "}"))))
                .isInstanceOf(HeaderAnnotations.Invalid.class);
        assertThat(HeaderParams.of(json(property("{\"x-mcp-header\":\"A\"}"))))
                .isInstanceOf(HeaderAnnotations.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"x-mcp-header\":\"A\",\"type\":\"string\"}",
                "{\"properties\":{\"p\":{\"items\":@}}}",
                "{\"properties\":{\"p\":{\"prefixItems\":[@]}}}",
                "{\"properties\":{\"p\":{\"additionalProperties\":@}}}",
                "{\"oneOf\":[{\"properties\":{\"p\":@}}]}",
                "{\"allOf\":[{\"properties\":{\"p\":@}}]}",
                "{\"if\":{\"properties\":{\"p\":@}}}",
                "{\"$defs\":{\"d\":@},\"properties\":{\"p\":{\"$ref\":\"#/$defs/d\"}}}",
                "{\"patternProperties\":{\"p\":@}}",
                "{\"dependentSchemas\":{\"p\":{\"properties\":{\"p\":@}}}}",
                "{\"properties\":{\"a\":@,\"b\":{\"type\":\"string\",\"x-mcp-header\":\"aA\"}}}"
            })
    void of_annotationElsewhereOrTwice_isInvalid(String schema) {
        var annotated = schema.replace("@", "{\"type\":\"string\",\"x-mcp-header\":\"Aa\"}");
        assertThat(HeaderParams.of(json(annotated))).isInstanceOf(HeaderAnnotations.Invalid.class);
    }

    @ParameterizedTest
    @CsvSource({"42,42", "42.0,42", "42,42.0", "42,4.2e1", "-0,0", "9007199254740993,9007199254740993"})
    void check_integers_compareAsNumbers(String header, String argument) {
        assertThatCode(() -> HeaderParams.check(
                        PARAMS,
                        json("{\"options\":{\"limit\":" + argument + "}}"),
                        TestHeaders.of("Mcp-Param-Limit", header)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "43,42",
        "0x2a,42",
        "1e3,1000",
        "4 2,42",
        "9007199254740992,9007199254740993",
        "42,1e9999",
        "'',42",
        "+42,42"
    })
    void check_otherNumbers_areRefused(String header, String argument) {
        assertMismatch("{\"options\":{\"limit\":" + argument + "}}", TestHeaders.of("mcp-param-LIMIT", header));
    }

    @Test
    void check_stringsAndBooleans_compareExactly() {
        var headers = TestHeaders.of("Mcp-Param-Region", "=?base64?w7w=?=", "Mcp-Param-Dry", "true");
        HeaderParams.check(PARAMS, json("{\"region\":\"\\u00fc\",\"dry\":true}"), headers);
        assertMismatch("{\"region\":\"u\",\"dry\":true}", headers);
        assertMismatch("{\"region\":\"ü\",\"dry\":false}", headers);
        assertMismatch("{\"region\":\"ü\",\"dry\":\"True\"}", headers);
    }

    @Test
    void check_headerMissingOrTwiceOrUndecodable_isRefused() {
        assertMismatch("{\"region\":\"eu\"}", Headers.NONE);
        assertMismatch("{\"region\":\"eu\"}", TestHeaders.of("Mcp-Param-Region", "eu", "Mcp-Param-Region", "eu"));
        assertMismatch("{\"region\":\"eu\"}", TestHeaders.of("Mcp-Param-Region", "=?base64?ZXU?="));
    }

    @Test
    void check_headerWithoutArgument_isRefused_unknownOnesAreIgnored() {
        var headers = TestHeaders.of("Mcp-Param-Region", "eu");
        assertMismatch("{}", headers);
        assertMismatch("{\"region\":null}", headers);
        assertMismatch("{\"region\":{\"eu\":1}}", headers);
        HeaderParams.check(PARAMS, json("{\"region\":null,\"options\":7}"), TestHeaders.of("Mcp-Param-Other", "x"));
    }

    @Test
    void values_areWhatCheckAccepts() {
        var arguments = json("{\"region\":\"  ü\",\"options\":{\"limit\":4.20e1},\"dry\":false}");
        var values = HeaderParams.values(PARAMS, arguments);
        assertThat(values)
                .containsExactly(
                        entry("Mcp-Param-Region", "=?base64?ICDDvA==?="),
                        entry("Mcp-Param-Limit", "42"),
                        entry("Mcp-Param-Dry", "false"));
        var headers = new TestHeaders();
        values.forEach(headers::with);
        HeaderParams.check(PARAMS, arguments, headers);
    }

    @Test
    void values_ofNullAbsentAndStructured_areNone() {
        assertThat(HeaderParams.values(PARAMS, json("{\"region\":null,\"options\":{\"limit\":[1]}}")))
                .isEmpty();
        assertThat(HeaderParams.values(List.of(), json("{}"))).isEmpty();
        assertThat(HeaderParams.values(PARAMS, json("{\"options\":{\"limit\":1e9999}}")))
                .containsExactly(entry("Mcp-Param-Limit", "1e9999"));
    }

    private static void assertMismatch(String arguments, Headers headers) {
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> HeaderParams.check(PARAMS, json(arguments), headers))
                .satisfies(refused -> assertThat(refused.error().httpStatus()).isEqualTo(400))
                .satisfies(refused -> assertThat(refused.error().code()).isEqualTo(ErrorCode.HEADER_MISMATCH));
    }
}
