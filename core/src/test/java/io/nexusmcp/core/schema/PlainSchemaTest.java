package io.nexusmcp.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.protocol.json.JsonSlice;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainSchemaTest {
    private static final int ROUNDS = 20_000;
    private static final List<String> KEYWORDS = List.of(
            "\"type\":\"object\"",
            "\"type\":\"integer\"",
            "\"type\":[\"string\",\"null\"]",
            "\"type\":\"number\"",
            "\"type\":\"array\"",
            "\"enum\":[\"a\",\"bb\",1,null]",
            "\"minLength\":1",
            "\"maxLength\":1",
            "\"minItems\":1",
            "\"maxItems\":1",
            "\"minimum\":1",
            "\"maximum\":1",
            "\"required\":[\"a\"]",
            "\"additionalProperties\":false",
            "\"additionalProperties\":{\"type\":\"string\"}",
            "\"title\":\"t\"",
            "\"format\":\"email\"",
            "\"pattern\":\"^a\"",
            "\"not\":{\"type\":\"string\"}",
            "\"exclusiveMinimum\":1",
            "\"uniqueItems\":true");
    private static final List<String> SCALARS = List.of(
            "\"a\"",
            "\"bb\"",
            "\"\"",
            "\"\\ud83d\\ude00\"",
            "1",
            "0",
            "2",
            "1.0",
            "1.5",
            "1e2",
            "12345678901234567890",
            "true",
            "false",
            "null");

    private final Random random = new Random(20_261_121);

    /** The seed is fixed, so a failure can be repeated. */
    @Test
    void accepts_randomSchemasAndValues_onlyWhatTheFullValidatorAccepts() {
        int decided = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var schema = schema(2);
            var value = JsonSlice.trusted(value(2));
            if (plain(schema).filter(plain -> plain.accepts(value)).isPresent()) {
                decided++;
                assertThat(CompiledSchema.of(JsonSlice.trusted(schema)).judge(value))
                        .as("%s accepts %s", schema, value.text())
                        .isEmpty();
            }
        }
        assertThat(decided).isGreaterThan(ROUNDS / 20);
    }

    private String schema(int depth) {
        if (random.nextInt(12) == 0) {
            return random.nextBoolean() ? "true" : "{}";
        }
        var members = random.ints(random.nextInt(3), 0, KEYWORDS.size())
                .distinct()
                .mapToObj(KEYWORDS::get)
                .collect(Collectors.toMap(text -> text.substring(0, text.indexOf(':')), text -> text, (a, _) -> a));
        if (depth > 0 && random.nextBoolean()) {
            members.put(
                    "properties", "\"properties\":{\"a\":" + schema(depth - 1) + ",\"b\":" + schema(depth - 1) + "}");
        }
        if (depth > 0 && random.nextInt(3) == 0) {
            members.put("items", "\"items\":" + schema(depth - 1));
        }
        return "{" + String.join(",", members.values()) + "}";
    }

    private String value(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(4);
        return switch (kind) {
            case 1 ->
                IntStream.range(0, random.nextInt(3))
                        .mapToObj(_ -> value(depth - 1))
                        .collect(Collectors.joining(",", "[", "]"));
            case 2, 3 ->
                random.ints(random.nextInt(3), 0, 3)
                        .distinct()
                        .mapToObj(at -> "\"" + "abc".charAt(at) + "\":" + value(depth - 1))
                        .collect(Collectors.joining(",", "{", "}"));
            default -> SCALARS.get(random.nextInt(SCALARS.size()));
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'object','properties':{'q':{'type':'string'},'n':{'type':'integer','minimum':1}}}"
                        + " | {'q':'x','n':3,'more':[1,{}]}",
                "{'type':'object','properties':{'q':{'enum':['a','b']}},'additionalProperties':false} | {'q':'b'}",
                "{'type':'array','items':{'type':'number'},'maxItems':2} | [1,2.5]",
            })
    void accepts_everydayValue_isDecidedHere(String schema, String value) {
        var plain = plain(schema.replace('\'', '"')).orElseThrow();

        assertThat(plain.accepts(JsonSlice.trusted(value.replace('\'', '"')))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"$ref\":\"#/a\"}",
                "{\"pattern\":\"a\"}",
                "{\"x-own\":1}",
                "false",
                "{\"minimum\":1.5}",
                "{\"items\":[true]}",
                "{\"additionalProperties\":{}}",
                "{\"required\":true}"
            })
    void of_schemaWithMore_leavesItToTheFullValidator(String schema) {
        assertThat(plain(schema)).isEmpty();
    }

    @Test
    void accepts_valueNestedDeeperThanItCanBeRead_saysNothing() {
        var deep = "[".repeat(100_000) + "]".repeat(100_000);

        assertThat(plain("{\"type\":\"array\"}").orElseThrow().accepts(JsonSlice.trusted(deep)))
                .isFalse();
    }

    private static Optional<PlainSchema> plain(String schema) {
        return PlainSchema.of(JsonSlice.trusted(schema).tree());
    }
}
