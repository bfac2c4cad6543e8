package io.nexusmcp.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of documents, and the tools that come of sound ones. */
class ApiDocumentTest {
    @Test
    void problems_areToldAllAtOnceWithTheirPlaces() {
        var api = Api.yaml("""
            openapi: 3.0.3
            info: {title: Test, version: '1'}
            paths:
              /a/{id}:
                get:
                  operationId: same
                  parameters:
                    - {name: q, in: body, schema: {}}
                    - {name: r, in: query}
                    - {name: s, in: query, style: matrix, schema: {}}
                    - {name: t, in: query, schema: {}}
                    - {name: t, in: query, schema: {}}
                    - $ref: '#/components/parameters/None'
              b:
                get: {operationId: same}
              /c:
                get: {security: [{none: []}]}
                post: {requestBody: {}}
            """);

        assertThat(api.findings())
                .containsExactly(
                        "6:7: GET /a/{id} has no parameter for {id}; describe it in parameters",
                        "8:11: has no name, or no in: path, query, header or cookie",
                        "9:11: has neither a schema nor one media type",
                        "10:39: is no style for a parameter in query",
                        "12:11: is a second parameter of the same name and place; remove one",
                        "13:17: refers to nothing in the document",
                        "15:5: GET b is no path; a path starts with /",
                        "15:10: GET b has the operationId of GET /a/{id}; give one of them another, or exclude it",
                        "17:22: none is no security scheme of the document",
                        "18:25: is a body without content",
                        "17:10: warning: GET /c is left out: it needs a credential of none");
    }

    /** {@code RemoteReference}: nothing outside of the document is fetched or read, whoever names it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/schema.json",
                "http://169.254.169.254/latest/meta-data",
                "file:///etc/passwd",
                "other.yaml#/components/schemas/Pet",
                "../secrets.yaml",
                "//evil.example/x"
            })
    void reference_outOfTheDocument_isAnErrorWithItsPlace(String reference) {
        var schema = "parameters:\n  - {name: q, in: query, schema: {$ref: '" + reference + "'}}\n";

        assertThat(Api.operation(schema).findings())
                .containsExactly("8:47: refers to something outside of the document, which is never fetched or read;"
                        + " put what it refers to into the document, as bundling tools do");
    }

    @Test
    void reference_outOfTheDocument_isAnErrorWhereverItStands() {
        var api = Api.yaml("""
            openapi: 3.1.0
            info: {title: Test, version: '1'}
            components:
              schemas: {A: {properties: {example: {$ref: 'http://x/1'}}}}
              responses: {B: {$ref: 'http://x/2'}}
              examples: {C: {value: {$ref: 'http://x/data'}}}
            paths:
              /a: {$ref: 'http://x/3'}
              /b: {get: {}}
            """);

        assertThat(api.exclude("GET /b*").include("GET /*").findings())
                .filteredOn(text -> text.contains("outside of the document"))
                .extracting(text -> text.substring(0, text.indexOf(':')))
                .containsExactly("4", "5", "8");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        swagger: '2.0'         | 1:1: is a Swagger 2.0 document; convert it to OpenAPI 3.0 or 3.1
        openapi: 3.2.0         | 1:10: is a version that is not supported; OpenAPI 3.0 and 3.1 are read
        openapi: 3.10.0        | 1:10: is a version that is not supported; OpenAPI 3.0 and 3.1 are read
        info: {}               | 1:1: has no openapi: with its version; OpenAPI 3.0 and 3.1 are read
        '[a]'                  | 1:1: is no object; an OpenAPI document starts with openapi: 3.0.3 or the like
        'a: {'                 | 2:1: not YAML; look at quotes and indentation
        'a: &x {}'             | 1:4: YAML anchors are not supported; write the value out where it is used
        'a: *x'                | 1:4: YAML aliases are not supported; write the value out
        'a: !!int 1'           | 1:4: YAML tags are not supported; remove the tag
        'a: .inf'              | 1:4: is a number that JSON does not have; put it in quotes if it is text
        """)
    void document_thatIsNone_isToldSo(String text, String finding) {
        assertThat(Api.yaml(text + "\n").findings()).first().isEqualTo(finding);
    }

    @Test
    void json_isReadAsWellAsYaml() {
        var settings = new ApiSettings(Optional.of(Api.BASE), Map.of(), Map.of(), List.of(), List.of(), true);
        var good = "{\"openapi\":\"3.0.3\",\n\"paths\":{\"/a\":{\"get\":{}}}}";

        assertThat(ApiDocument.read(good, false, settings).api()).isPresent();
        assertThat(ApiDocument.read("{\"openapi\": 3,}", false, settings).findings())
                .extracting(Finding::what)
                .containsExactly("not JSON");
        assertThat(ApiDocument.read("{\"a\":1,\n\"a\":2}", false, settings).findings())
                .extracting(Finding::what)
                .containsExactly("a is given twice");
    }

    /** {@code DeepDocument}: nesting ends before the stack does. */
    @Test
    void document_nestedWithoutEnd_isRefused() {
        var json = "[".repeat(100_000);
        var settings = new ApiSettings(Optional.of(Api.BASE), Map.of(), Map.of(), List.of(), List.of(), true);

        assertThat(ApiDocument.read(json, false, settings).findings())
                .extracting(Finding::what)
                .containsExactly("nested deeper than 100");
        assertThat(Api.yaml("a: " + "[".repeat(100_000)).findings())
                .singleElement()
                .asString()
                .contains("nested deeper than 100");
    }

    /** {@code HugeDocument}: more than a machine should hold is refused before it is held. */
    @Test
    void document_thatIsHuge_isRefused() {
        assertThat(Api.yaml("# " + "x".repeat(33 << 20)).findings())
                .containsExactly("1:1: the document is larger than 32 MB");
        assertThat(Api.yaml("a: [" + "1,".repeat(2_100_000) + "1]").findings())
                .singleElement()
                .asString()
                .contains("more than 2000000 values");
    }

    @Test
    void problems_beyondWhatAnybodyReads_areCounted() {
        var paths = IntStream.range(0, 80)
                .mapToObj(number -> "bad" + number + ":\n  get: {}\n")
                .collect(Collectors.joining());

        assertThat(Api.paths(paths).findings()).hasSize(51).last().isEqualTo("1:1: and 30 more errors");
    }

    @Test
    void names_areThoseOfTheDocument_madeFitForAll() {
        var api = Api.paths("""
            /a: {get: {operationId: listPets}}
            /b: {get: {operationId: pets/list.all}}
            /c/{id}/d:
              parameters: [{name: id, in: path, required: true, schema: {}}]
              put: {}
            /e: {get: {operationId: same one}}
            /f: {get: {operationId: same-one}, post: {operationId: same/one}}
            /g: {get: {operationId: '%s'}}
            /h: {get: {operationId: 'ü'}}
            """.formatted("long".repeat(40)));

        assertThat(api.toolNames())
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[A-Za-z0-9_-]{1,64}"))
                .startsWith("listPets", "pets_list_all", "put_c_id_d")
                .contains("same-one")
                .filteredOn(name -> name.startsWith("same_one_"))
                .hasSize(2);
    }

    @Test
    void arguments_ofOneName_areParted() {
        var api = Api.path("/p/{id}", """
            parameters:
              - {name: id, in: path, required: true, schema: {}}
              - {name: id, in: query, schema: {}}
              - {name: body, in: query, schema: {}}
              - {name: '$filter[x]', in: query, description: Which., schema: {type: string, description: A text.}}
            requestBody: {content: {application/json: {}}}
            """);
        var properties = api.input().path("properties");

        assertThat(properties.propertyNames()).containsExactly("path_id", "query_id", "query_body", "filter_x", "body");
        assertThat(properties.path("filter_x").path("description").stringValue())
                .isEqualTo("$filter[x] (query): Which.");
        assertThat(api.input().path("required").toString()).isEqualTo("[\"path_id\"]");
        assertThat(api.input().path("additionalProperties").toString()).isEqualTo("false");
    }

    @Test
    void tool_saysWhatTheOperationIs() {
        var tool = Api.paths("""
            /a:
              delete: {operationId: drop, summary: Drops it., description: All of it., deprecated: true}
            """).tool();

        assertThat(tool.path("title").stringValue()).isEqualTo("Drops it.");
        assertThat(tool.path("description").stringValue()).isEqualTo("Deprecated. Drops it.\n\nAll of it.");
        assertThat(tool.path("annotations").toString())
                .isEqualTo("{\"readOnlyHint\":false,\"destructiveHint\":true,\"idempotentHint\":true,"
                        + "\"openWorldHint\":true}");
    }

    @Test
    void operations_thatCannotBeCalled_areLeftOutAndToldSo() {
        var api = Api.paths("""
            /a: {get: {operationId: a}}
            /b: {post: {requestBody: {content: {multipart/form-data: {}}}}}
            /c: {get: {servers: [{url: 'https://elsewhere.example'}]}}
            /d: {get: {parameters: [{name: Host, in: header, required: true, schema: {}}]}}
            /e: {get: {operationId: e, parameters: [{name: Host, in: header, schema: {}}]}}
            /f: {get: {operationId: f, parameters: [{name: Authorization, in: header, required: true, schema: {}}]}}
            /g: {trace: {}}
            """);

        assertThat(api.findings())
                .containsExactly(
                        "5:14: warning: POST /b is left out: its body has no media type that can be written from"
                                + " arguments",
                        "6:13: warning: GET /c is left out: it is at another server than the document",
                        "7:13: warning: GET /d is left out: it needs the header Host, which is not a caller's to set");
        assertThat(api.toolNames()).containsExactly("a", "e", "f");
        assertThat(api.described().tools())
                .allMatch(tool -> tool.whole()
                        .tree()
                        .path("inputSchema")
                        .path("properties")
                        .isEmpty());
    }

    @Test
    void document_isEqualToOneOfTheSameTextAndSettings() {
        var text = "responses: {}\n";
        var api = Api.operation(text).described();

        assertThat(api)
                .isEqualTo(Api.operation(text).described())
                .hasSameHashCodeAs(Api.operation(text).described());
        assertThat(api)
                .isNotEqualTo(Api.operation(text).at("https://other.example").described());
        assertThat(api).isNotEqualTo(Api.operation(text + "summary: x\n").described());
    }
}
