package io.nexusmcp.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.ToolDefinition;
import io.nexusmcp.core.schema.Schemas;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the schemas of a document. */
class SchemaConverterTest {
    private static final String COMPONENTS = """
        components:
          schemas:
            Pet:
              type: object
              required: [id, name, secret]
              properties:
                id: {type: integer, readOnly: true}
                name: {type: string}
                secret: {$ref: '#/components/schemas/Secret'}
                parent: {$ref: '#/components/schemas/Pet'}
            Secret: {type: string, writeOnly: true}
            Kitten:
              required: [id, age]
              allOf:
                - $ref: '#/components/schemas/Pet'
                - properties: {age: {type: integer}}
        """;

    private static Api ofBody(String version, String schema) {
        return Api.yaml("openapi: " + version + "\ninfo: {title: Test, version: '1'}\n" + COMPONENTS
                + "paths:\n  /things:\n    post:\n      operationId: things\n      requestBody:\n"
                + "        content: {application/json: {schema: " + schema + "}}\n"
                + "      responses: {'200': {content: {application/json: {schema: " + schema + "}}}}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        3.0.3 | {type: string, nullable: true}                      | {"type":["string","null"]}
        3.0.3 | {type: string, nullable: true, enum: [a]}           | {"type":["string","null"],"enum":["a",null]}
        3.0.3 | {type: integer, minimum: 1, exclusiveMinimum: true} | {"type":"integer","exclusiveMinimum":1}
        3.0.3 | {type: number, maximum: 1.50}                       | {"type":"number","maximum":1.50}
        3.0.3 | {type: string, example: x, x-a: 1, xml: {}}         | {"type":"string"}
        3.0.3 | {type: string, pattern: '^(?!a)b'}                  | {"type":"string"}
        3.0.3 | {type: string, pattern: '^a$'}                      | {"type":"string","pattern":"^a$"}
        3.0.3 | {not: {type: string}}                               | {"not":{"type":"string"}}
        3.1.0 | {type: [string, 'null']}                            | {"type":["string","null"]}
        3.1.0 | {type: integer, exclusiveMinimum: 1}                | {"type":"integer","exclusiveMinimum":1}
        3.1.0 | {const: {a: [1, true, null]}}                       | {"const":{"a":[1,true,null]}}
        3.1.0 | {prefixItems: [true, {type: string}]}               | {"prefixItems":[true,{"type":"string"}]}
        3.0.3 | {oneOf: [{type: string}], discriminator: {}}        | {"anyOf":[{"type":"string"}]}
        """)
    void schema_becomesJsonSchema(String version, String schema, String converted) {
        assertThat(ofBody(version, schema).argument("body").toString()).isEqualTo(converted);
    }

    @Test
    void nullable_withoutAType_addsNull() {
        var schema = ofBody("3.0.3", "{nullable: true, allOf: [{$ref: '#/components/schemas/Secret'}]}")
                .argument("body");

        assertThat(schema.toString())
                .isEqualTo("{\"anyOf\":[{\"allOf\":[{\"$ref\":\"#/$defs/Secret\"}]},{\"type\":\"null\"}]}");
    }

    @Test
    void reference_besideOtherWords_standsAloneIn30AndWithThemIn31() {
        var schema = "{$ref: '#/components/schemas/Secret', minLength: 3}";

        assertThat(ofBody("3.0.3", schema).argument("body").propertyNames()).containsExactly("$ref");
        assertThat(ofBody("3.1.0", schema).argument("body").propertyNames()).containsExactly("$ref", "minLength");
    }

    /** {@code SchemaCycle}: a schema that contains itself is one definition. */
    @Test
    void schema_thatContainsItself_ends() {
        var input = ofBody("3.0.3", "{$ref: '#/components/schemas/Pet'}").input();

        assertThat(input.path("$defs").propertyNames()).containsExactly("Pet", "Secret");
        assertThat(input.path("$defs")
                        .path("Pet")
                        .path("properties")
                        .path("parent")
                        .toString())
                .isEqualTo("{\"$ref\":\"#/$defs/Pet\"}");
    }

    @Test
    void referencesInACircle_areToldAndEnd() {
        var api = Api.yaml("""
            openapi: 3.0.3
            info: {title: Test, version: '1'}
            components:
              parameters:
                A: {$ref: '#/components/parameters/B'}
                B: {$ref: '#/components/parameters/A'}
              schemas:
                C: {$ref: '#/components/schemas/D'}
                D: {$ref: '#/components/schemas/C'}
            paths:
              /things:
                get:
                  parameters:
                    - $ref: '#/components/parameters/A'
                    - {name: c, in: query, schema: {$ref: '#/components/schemas/C'}}
            """);

        assertThat(api.findings()).containsExactly("6:15: refers to itself");
    }

    @Test
    void propertiesOfTheOtherDirection_areLeftOut() {
        var api = ofBody("3.0.3", "{$ref: '#/components/schemas/Kitten'}");
        var sent = api.input().path("$defs");
        var answered = api.tool().path("outputSchema");

        assertThat(sent.path("Pet").path("properties").propertyNames()).containsExactly("name", "secret", "parent");
        assertThat(sent.path("Pet").path("required").toString()).isEqualTo("[\"name\",\"secret\"]");
        assertThat(sent.path("Kitten").path("required").toString()).isEqualTo("[\"age\"]");
        assertThat(answered.path("$defs").path("Pet").path("properties").propertyNames())
                .containsExactly("id", "name", "parent");
        assertThat(answered.path("required").toString()).isEqualTo("[\"id\",\"age\"]");
    }

    @Test
    void reference_toAnyPlaceInTheDocument_isFollowed() {
        var api = ofBody("3.0.3", "{$ref: '#/components/schemas/Pet/properties/name'}");

        assertThat(api.input().path("$defs").path("name").path("type").stringValue())
                .isEqualTo("string");
    }

    @Test
    void schema_thatIsBroken_isToldWithItsPlace() {
        assertThat(ofBody("3.0.3", "{type: text, required: true, properties: [], minLength: x, allOf: {}}")
                        .withoutAnswers()
                        .findings())
                .containsExactly(
                        "24:53: is no type of a schema",
                        "24:69: required is no list",
                        "24:87: properties is a list where an object is expected",
                        "24:102: minLength is no number",
                        "24:112: allOf is no list of schemas");
    }

    @Test
    void identifiersInSchemas_areRefused() {
        assertThat(ofBody("3.1.0", "{$id: 'https://example.com/x', $anchor: a, $dynamicRef: '#a'}")
                        .findings())
                .hasSize(6)
                .allMatch(text -> text.contains("in a schema is not supported"));
    }

    /** {@code SchemaSize}: what no model can read is left out and said so. */
    @Test
    void schema_thatIsTooLarge_leavesItsOperationOut() {
        var properties = new StringBuilder();
        for (int number = 0; number < 12_000; number++) {
            properties.append("p").append(number).append(": {type: string}, ");
        }
        var api = ofBody("3.0.3", "{type: object, properties: {" + properties + "last: {}}}");

        assertThat(api.findings())
                .containsExactly(
                        "1:1: has no operation that can be offered",
                        "22:7: warning: POST /things is left out: its arguments are too many to list");
    }

    @Test
    void answer_thatIsTooLarge_isNotDeclared() {
        var properties = new StringBuilder();
        for (int number = 0; number < 1_000; number++) {
            properties.append("property").append(number).append(": {type: string}, ");
        }
        var api = Api.operation("responses: {'200': {content: {application/json: {schema: {properties: {" + properties
                + "last: {}}}}}}}\n");

        assertThat(api.tool().has("outputSchema")).isFalse();
    }

    @Test
    void answers_areDeclaredOnlyWhereNothingElseMayCome() {
        var json = "{content: {application/json: {schema: {type: object}}}}";

        assertThat(declared("{'200': " + json + ", '404': {}, default: {}}")).isTrue();
        assertThat(declared("{2XX: " + json + "}")).isTrue();
        assertThat(declared("{'200': " + json + ", '204': {}}")).isFalse();
        assertThat(declared("{'200': " + json + ", '201': " + json + "}")).isFalse();
        assertThat(declared("{default: " + json + "}")).isFalse();
        assertThat(declared("{'200': {content: {text/plain: {schema: {type: string}}}}}"))
                .isFalse();
        assertThat(Api.operation("responses: {'200': " + json + "}\n")
                        .withoutAnswers()
                        .tool()
                        .has("outputSchema"))
                .isFalse();
    }

    private static boolean declared(String responses) {
        return Api.operation("responses: " + responses + "\n").tool().has("outputSchema");
    }

    @Test
    void schemas_ofTools_areOnesThatTheHubJudgesBy() {
        var api = ofBody("3.0.3", "{$ref: '#/components/schemas/Kitten'}");
        var definition = api.described().tools().getFirst();
        var tool = new ToolDefinition(
                new ServerName("api"),
                "things",
                "api__things",
                definition,
                definition.get("inputSchema").orElseThrow(),
                Optional.of(definition.get("outputSchema").orElseThrow()),
                "0",
                List.of());
        var schemas = new Schemas();

        assertThat(schemas.compile(tool)).isEmpty();
        schemas.check(tool, JsonSlice.trusted("{\"body\":{\"name\":\"a\",\"secret\":\"b\",\"age\":1}}"));
        schemas.checkResult(tool, JsonSlice.trusted("{\"id\":1,\"name\":\"a\",\"age\":1}"));
    }
}
