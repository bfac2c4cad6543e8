package io.nexusmcp.core.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemasTest {
    private static final ToolDefinition ORDER = Tools.taking("""
        {"type":"object","additionalProperties":false,"required":["item","count"],"properties":{
          "item":{"type":"string","minLength":2,"maxLength":20,"pattern":"^[a-z]+$"},
          "count":{"type":"integer","minimum":1,"maximum":10},
          "tags":{"type":"array","items":{"enum":["a","b"]},"maxItems":3},
          "to":{"$ref":"#/$defs/place"}},
         "$defs":{"place":{"type":"object","properties":{"city":{"type":"string"}}}}}
        """);

    private final Schemas schemas = new Schemas();

    private Refusal refusal(ToolDefinition tool, String arguments) {
        try {
            schemas.check(tool, JsonSlice.trusted(arguments));
        } catch (Refused refused) {
            return refused.refusal();
        }
        throw new AssertionError("not refused: " + arguments);
    }

    @Test
    void check_argumentsThatFit_pass() {
        assertThatCode(() -> schemas.check(
                        ORDER,
                        JsonSlice.trusted(
                                "{\"item\":\"pen\",\"count\":2,\"tags\":[\"a\"],\"to\":{\"city\":\"Ulm\",\"x\":1}}")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"item\":\"pen\"}|$.count|required",
                "{\"item\":\"pen\",\"count\":1,\"more\":1}|$.more|additionalProperties",
                "{\"item\":\"pen\",\"count\":1,\"<b>do this</b>\":1}|$.*|additionalProperties",
                "{\"item\":\"pen\",\"count\":\"1\"}|$.count|type",
                "{\"item\":null,\"count\":1}|$.item|type",
                "{\"item\":\"Secret7\",\"count\":1}|$.item|pattern",
                "{\"item\":\"p\",\"count\":1}|$.item|minLength",
                "{\"item\":\"pen\",\"count\":0}|$.count|minimum",
                "{\"item\":\"pen\",\"count\":12345678901234567890}|$.count|maximum",
                "{\"item\":\"pen\",\"count\":1.5}|$.count|type",
                "{\"item\":\"pen\",\"count\":1,\"tags\":[\"a\",\"c\"]}|$.tags[1]|enum",
                "{\"item\":\"pen\",\"count\":1,\"to\":{\"city\":[]}}|$.to.city|type",
                "[1]|$|type",
                "\"x\"|$|type",
            })
    void check_argumentsThatBreakTheSchema_namesPlaceAndKeywordOnly(String arguments, String path, String rule) {
        assertThat(refusal(ORDER, arguments)).isEqualTo(new Refusal.InvalidArguments(path, rule));
    }

    @Test
    void check_integerOfManyDigitsInExponentForm_isRefusedRatherThanGuessed() {
        assertThat(refusal(ORDER, "{\"item\":\"pen\",\"count\":1e400}"))
                .isEqualTo(new Refusal.InvalidArguments("$", "schema"));
    }

    @Test
    void check_noArguments_isJudgedAsAnEmptyObject() {
        assertThatCode(() -> schemas.check(Tools.taking("{\"type\":\"object\"}"), Schemas.NO_ARGUMENTS))
                .doesNotThrowAnyException();
        assertThat(refusal(ORDER, Schemas.NO_ARGUMENTS.text())).isInstanceOf(Refusal.InvalidArguments.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$schema\":\"http://example.com/own\",\"type\":\"object\"}",
                "{\"$schema\":7}",
                "{\"type\":\"strng\"}",
                "{\"required\":\"x\"}",
                "{\"properties\":7}",
                "{\"properties\":{\"a\":{\"$ref\":\"http://127.0.0.1:9/x\"}}}",
                "{\"properties\":{\"a\":{\"$ref\":\"file:///etc/passwd\"}}}",
                "{\"properties\":{\"a\":{\"$ref\":\"classpath:/draft-07/schema\"}}}",
                "{\"properties\":{\"a\":{\"$ref\":\"other.json\"}}}",
                "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/missing\"}}}",
                "{\"properties\":{\"a\":{\"$ref\":\"#missing\"}}}",
                "{\"properties\":{\"a\":{\"$ref\":\"http://[\"}}}",
                "{\"properties\":{\"a\":{\"pattern\":\"(?=a)b\"}}}",
                "{\"properties\":{\"a\":{\"pattern\":\"(a)\\\\1\"}}}",
                "{\"properties\":{\"a\":{\"pattern\":\"((a{900}){900}){900}\"}}}",
                "{\"patternProperties\":{\"[\":{}}}",
            })
    void compile_schemaThatCannotBeUsed_refusesTheToolWithAReason(String schema) {
        var tool = Tools.taking(schema);
        assertThat(schemas.compile(tool)).get().asString().startsWith("inputSchema: ");
        assertThat(refusal(tool, "{}")).isEqualTo(new Refusal.InvalidArguments("$", "schema"));
        assertThat(refusal(tool, "{\"a\":1}")).isEqualTo(new Refusal.InvalidArguments("$", "schema"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://json-schema.org/draft-04/schema#",
                "http://json-schema.org/draft-06/schema#",
                "http://json-schema.org/draft-07/schema#",
                "http://json-schema.org/draft-07/schema",
                "https://json-schema.org/draft/2019-09/schema",
                "https://json-schema.org/draft/2020-12/schema"
            })
    void compile_knownDialects_areEnforced(String dialect) {
        var tool = Tools.taking(
                "{\"$schema\":\"" + dialect + "\",\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\","
                                            + "\"format\":\"email\"},\"b\":{\"$ref\":\"#/definitions/n\"}},\"definitions\":{\"n\":{\"type\":\"null\"}}}");
        assertThat(schemas.compile(tool)).isEmpty();
        assertThatCode(() -> schemas.check(tool, JsonSlice.trusted("{\"a\":\"no e-mail\",\"b\":null}")))
                .as("formats are not asserted")
                .doesNotThrowAnyException();
        assertThat(refusal(tool, "{\"a\":1}")).isEqualTo(new Refusal.InvalidArguments("$.a", "type"));
        assertThat(refusal(tool, "{\"b\":1}")).isEqualTo(new Refusal.InvalidArguments("$.b", "type"));
    }

    @Test
    void compile_propertiesNamedLikeKeywords_areProperties() {
        var tool = Tools.taking(
                "{\"properties\":{\"$ref\":{\"type\":\"string\"},\"const\":{\"$ref\":\"#/$defs/n\"},"
                    + "\"pattern\":{\"type\":\"string\"}},\"const\":{\"$ref\":\"http://a/b\"},\"$defs\":{\"n\":{\"type\":\"null\"}}}");
        assertThat(schemas.compile(tool)).isEmpty();
        assertThat(schemas.compile(Tools.taking("{\"properties\":{\"const\":{\"$ref\":\"http://a/b\"}}}")))
                .isPresent();
    }

    @Test
    void compile_referenceToAResourceInside_isFollowed() {
        var tool = Tools.taking("{\"$id\":\"https://example.com/root\",\"properties\":{\"a\":{\"$ref\":\"item\"},"
            + "\"b\":{\"$ref\":\"https://example.com/item#part\"}},\"$defs\":{\"i\":{\"$id\":\"item\",\"type\":\"string\","
            + "\"$defs\":{\"p\":{\"$anchor\":\"part\",\"type\":\"null\"}}}}}");
        assertThat(schemas.compile(tool)).isEmpty();
        assertThat(refusal(tool, "{\"a\":1}")).isEqualTo(new Refusal.InvalidArguments("$.a", "type"));
        assertThat(refusal(tool, "{\"b\":1}")).isEqualTo(new Refusal.InvalidArguments("$.b", "type"));
    }

    @Test
    void compile_idOfAnotherServersSchema_isNotSeen() {
        assertThat(schemas.compile(Tools.taking("{\"$id\":\"https://example.com/shared\",\"type\":\"object\"}")))
                .isEmpty();
        assertThat(schemas.compile(Tools.taking("{\"allOf\":[{\"$ref\":\"https://example.com/shared\"}]}")))
                .isPresent();
    }

    @Test
    void compile_depthCountAndSize_areBounded() {
        var deep = "{\"allOf\":[".repeat(10_000) + "{}" + "]}".repeat(10_000);
        assertThat(schemas.compile(Tools.taking(deep))).isPresent();
        var lessDeep = "{\"allOf\":[".repeat(300) + "{}" + "]}".repeat(300);
        assertThat(schemas.compile(Tools.taking(lessDeep))).contains("inputSchema: nested deeper than 100");
        var wide = IntStream.range(0, 6_000).mapToObj(i -> "\"p" + i + "\":{}").collect(Collectors.joining(","));
        assertThat(schemas.compile(Tools.taking("{\"properties\":{" + wide + "}}")))
                .contains("inputSchema: more than 5000 subschemas");
        var large = "{\"description\":\"" + "x".repeat(600_000) + "\"}";
        assertThat(schemas.compile(Tools.taking(large))).contains("inputSchema: larger than 524288 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$ref\":\"#\"}",
                "{\"$dynamicAnchor\":\"n\",\"$dynamicRef\":\"#n\"}",
                "{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}},\"$ref\":\"#/$defs/a\"}"
            })
    void check_schemaThatRefersToItselfForEver_isRefused(String schema) {
        assertThat(refusal(Tools.taking(schema), "{}")).isEqualTo(new Refusal.InvalidArguments("$", "schema"));
    }

    @Test
    void check_schemaOfExponentialWork_isRefused() {
        var levels = IntStream.range(0, 40)
                .mapToObj(i -> "\"d%d\":{\"allOf\":[{\"$ref\":\"#/$defs/d%d\"},{\"$ref\":\"#/$defs/d%d\"}]}"
                        .formatted(i, i + 1, i + 1))
                .collect(Collectors.joining(","));
        var tool = Tools.taking("{\"$defs\":{" + levels + ",\"d40\":{}},\"$ref\":\"#/$defs/d0\"}");
        assertThat(refusal(tool, "{}")).isEqualTo(new Refusal.InvalidArguments("$", "schema"));
    }

    @Test
    void check_recursiveSchema_followsTheValue() {
        var tool = Tools.taking(
                "{\"$dynamicAnchor\":\"n\",\"type\":\"object\",\"properties\":{\"next\":{\"$dynamicRef\":\"#n\"}},"
                        + "\"additionalProperties\":false}");
        assertThatCode(() -> schemas.check(tool, JsonSlice.trusted("{\"next\":".repeat(90) + "{}" + "}".repeat(90))))
                .doesNotThrowAnyException();
        assertThat(refusal(tool, "{\"next\":{\"other\":{}}}"))
                .isEqualTo(new Refusal.InvalidArguments("$.next.other", "additionalProperties"));
    }

    @Test
    void check_patternThatBacktracks_isLinear() {
        var tool = Tools.taking("{\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"^(a+)+$\"}}}");
        assertThat(refusal(tool, "{\"a\":\"" + "a".repeat(100_000) + "!\"}"))
                .isEqualTo(new Refusal.InvalidArguments("$.a", "pattern"));
    }

    @Test
    void check_longTextAgainstALargePattern_isRefusedUnjudged() {
        var tool = Tools.taking("{\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"^[ab]{0,1000}c\"}}}");
        assertThat(refusal(tool, "{\"a\":\"" + "a".repeat(500_000) + "\"}"))
                .isEqualTo(new Refusal.InvalidArguments("$", "schema"));
    }

    @Test
    void check_manyTextsOfOneHash_areRefusedBeforeTheyAreCompared() {
        var tool = Tools.taking("{\"properties\":{\"a\":{\"type\":\"array\",\"uniqueItems\":true}}}");
        var items = IntStream.range(0, 1 << 12)
                .mapToObj(bits -> IntStream.range(0, 12)
                        .mapToObj(bit -> (bits >> bit & 1) == 0 ? "Aa" : "BB")
                        .collect(Collectors.joining("", "\"", "\"")))
                .collect(Collectors.joining(","));
        assertThat(refusal(tool, "{\"a\":[" + items + "]}"))
                .isEqualTo(new Refusal.InvalidArguments("$", "uniqueItems"));
        var numbers = IntStream.range(0, 5_000).mapToObj(Integer::toString).collect(Collectors.joining(","));
        assertThatCode(() -> schemas.check(tool, JsonSlice.trusted("{\"a\":[" + numbers + "]}")))
                .doesNotThrowAnyException();
    }

    @Test
    void checkResult_structuredContentThatBreaksTheSchema_isWithheld() {
        var tool = Tools.giving(
                "{\"type\":\"object\",\"required\":[\"n\"],\"properties\":{\"n\":{\"type\":\"integer\"}}}");
        assertThatCode(() -> schemas.checkResult(tool, JsonSlice.trusted("{\"n\":1}")))
                .doesNotThrowAnyException();
        for (var result : new String[] {
            "{\"structuredContent\":{\"n\":\"1\"}}",
            "{\"structuredContent\":null}",
            "{\"content\":[]}",
            "{\"isError\":false,\"structuredContent\":{}}",
            "{\"resultType\":\"complete\"}"
        }) {
            assertThatExceptionOfType(Refused.class)
                    .as(result)
                    .isThrownBy(() ->
                            schemas.checkResult(tool, JsonSlice.trusted(result).asObject()))
                    .satisfies(
                            refused -> assertThat(refused.refusal()).isEqualTo(new Refusal.Withheld("outputSchema")));
        }
        for (var result : new String[] {
            "{\"structuredContent\":{\"n\":1}}",
            "{\"isError\":true,\"content\":[]}",
            "{\"resultType\":\"input_required\"}"
        }) {
            assertThatCode(() ->
                            schemas.checkResult(tool, JsonSlice.trusted(result).asObject()))
                    .as(result)
                    .doesNotThrowAnyException();
        }
        assertThatCode(() -> schemas.checkResult(ORDER, JsonSlice.trusted("[]")))
                .doesNotThrowAnyException();
    }

    @Test
    void checkResult_outputSchemaThatCannotBeUsed_refusesTheCallBeforeItIsMade() {
        var tool = Tools.giving("{\"$ref\":\"http://127.0.0.1:9/x\"}");
        assertThat(schemas.compile(tool)).contains("outputSchema: a reference leads out of the schema");
        assertThat(refusal(tool, "{}")).isEqualTo(new Refusal.InvalidArguments("$", "schema"));
        assertThatExceptionOfType(Refused.class).isThrownBy(() -> schemas.checkResult(tool, JsonSlice.trusted("{}")));
    }

    @Test
    void cache_manyTools_staysBounded() {
        var small = new Schemas(100);
        for (int i = 0; i < 1_000; i++) {
            small.compile(Tools.taking("{\"title\":\"" + i + "\"}"));
        }
        assertThat(small.cached()).isLessThanOrEqualTo(100);
    }
}
