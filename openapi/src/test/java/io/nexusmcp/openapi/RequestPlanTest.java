package io.nexusmcp.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where arguments go, and where they cannot go whatever they hold. */
class RequestPlanTest {
    private static Api path(String style) {
        return Api.path(
                "/pets/{id}/toys", "parameters:\n  - {name: id, in: path, required: true, schema: {}" + style + "}\n");
    }

    private static Api query(String members) {
        return Api.operation("parameters:\n  - {name: q, in: query, schema: {}" + members + "}\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''                               | "a b/c"       | /v1/pets/a%20b%2Fc/toys
        ''                               | 7             | /v1/pets/7/toys
        ''                               | "5%"          | /v1/pets/5%25/toys
        ''                               | true          | /v1/pets/true/toys
        ''                               | [1,"b,c"]     | /v1/pets/1,b%2Cc/toys
        ''                               | {"a":1,"b":2} | /v1/pets/a,1,b,2/toys
        , explode: true                  | {"a":1,"b":2} | /v1/pets/a=1,b=2/toys
        , style: label                   | "x"           | /v1/pets/.x/toys
        , style: label                   | [1,2]         | /v1/pets/.1,2/toys
        , style: label, explode: true    | [1,2]         | /v1/pets/.1.2/toys
        , style: label, explode: true    | {"a":1,"b":2} | /v1/pets/.a=1.b=2/toys
        , style: matrix                  | "x"           | /v1/pets/;id=x/toys
        , style: matrix                  | [1,2]         | /v1/pets/;id=1,2/toys
        , style: matrix, explode: true   | [1,2]         | /v1/pets/;id=1;id=2/toys
        , style: matrix, explode: true   | {"a":1,"b":2} | /v1/pets/;a=1;b=2/toys
        """)
    void pathArgument_isWrittenInItsStyle(String style, String value, String target) {
        assertThat(path(style).target("{\"id\":" + value + "}")).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''                                        | "a&b=c d"     | q=a%26b%3Dc%20d
        ''                                        | [1,2]         | q=1&q=2
        , explode: false                          | [1,"2,3"]     | q=1,2%2C3
        ''                                        | {"a":1,"b":2} | a=1&b=2
        , explode: false                          | {"a":1,"b":2} | q=a,1,b,2
        , style: spaceDelimited                   | [1,2]         | q=1%202
        , style: pipeDelimited                    | [1,2]         | q=1%7C2
        , style: pipeDelimited, explode: true     | [1,2]         | q=1&q=2
        , style: deepObject, explode: true        | {"a":{"b":1}} | q%5Ba%5D%5Bb%5D=1
        , style: deepObject                       | {"a":[1]}     | q%5Ba%5D%5B0%5D=1
        , allowReserved: true                     | "a/b?c:d&e#f" | q=a/b?c:d%26e%23f
        """)
    void queryArgument_isWrittenInItsStyle(String style, String value, String query) {
        assertThat(query(style).target("{\"q\":" + value + "}")).isEqualTo("/v1/things?" + query);
    }

    @Test
    void queryArgument_withAMediaType_isJson() {
        var api = Api.operation("parameters:\n  - {name: q, in: query, content: {application/json: {schema: {}}}}\n");

        assertThat(api.target("{\"q\":{\"a\":[1]}}")).isEqualTo("/v1/things?q=%7B%22a%22%3A%5B1%5D%7D");
    }

    @Test
    void arguments_thatAreMissingOrNull_areLeftOut() {
        assertThat(query("").target("{}")).isEqualTo("/v1/things");
        assertThat(query("").target("{\"q\":null}")).isEqualTo("/v1/things");
        assertThat(query("").target("{\"q\":[]}")).isEqualTo("/v1/things");
        assertThat(query(", required: true").refusal("{}")).isEqualTo("$.q required");
    }

    @Test
    void headersAndCookies_areWrittenInTheirStyles() {
        var api = Api.operation("""
            parameters:
              - {name: X-Ids, in: header, schema: {}}
              - {name: X-Map, in: header, explode: true, schema: {}}
              - {name: colour, in: cookie, schema: {}}
              - {name: size, in: cookie, schema: {}}
            """);
        var request = api.request("{\"X-Ids\":[1,2],\"X-Map\":{\"a\":1},\"colour\":\"a; b=c\",\"size\":3}");

        assertThat(Api.header(request, "X-Ids")).contains("1,2");
        assertThat(Api.header(request, "X-Map")).contains("a=1");
        assertThat(Api.header(request, "Cookie")).contains("colour=a%3B%20b%3Dc; size=3");
    }

    /** {@code HeaderInjection}: a line end would begin another header. */
    @ParameterizedTest
    @ValueSource(strings = {"a\\r\\nX-Admin: 1", "a\\nb", "\\u0000", "\\u00e9", " a", "a\\u007f"})
    void headerArgument_withMoreThanVisibleAscii_isRefused(String value) {
        var api = Api.operation("parameters:\n  - {name: X-Name, in: header, schema: {}}\n");

        assertThat(api.refusal("{\"X-Name\":\"" + value + "\"}")).isEqualTo("$.X-Name not-for-a-header");
        assertThat(api.refusal("{\"X-Name\":[\"" + value + "\"]}")).isEqualTo("$.X-Name not-for-a-header");
    }

    /** {@code PathTraversal}: no argument makes a segment that climbs, however often a server decodes it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                "../../admin",
                "a/../b",
                "..\\\\b",
                "%2e%2e",
                "%2E%2E%2Fadmin",
                "%252e%252e%252fadmin",
                "..;/admin",
                ".. ",
                "a/..",
                "%25252525252e",
                "%2e%2e%2fadmin%",
                "%zz%2f%2e%2e"
            })
    void pathArgument_thatClimbs_isRefused(String value) {
        assertThat(path("").refusal("{\"id\":\"" + value + "\"}")).isEqualTo("$.id path-traversal");
        assertThat(path("").refusal("{\"id\":[\"" + value + "\"]}")).isEqualTo("$.id path-traversal");
    }

    @Test
    void pathArguments_thatClimbTogether_areRefused() {
        var api = Api.path("/files/{a}{b}/x", """
            parameters:
              - {name: a, in: path, required: true, schema: {}}
              - {name: b, in: path, required: true, schema: {}}
            """);

        assertThat(api.refusal("{\"a\":\".\",\"b\":\".\"}")).isEqualTo("$.a path-traversal");
        assertThat(api.target("{\"a\":\".x\",\"b\":\".y\"}")).isEqualTo("/v1/files/.x.y/x");
    }

    @ParameterizedTest
    @CsvSource({"'\"\"',empty-in-path", "null,null-in-path", "'\"a\\u0000b\"',nul-in-path", "'[[1]]',nested-value"})
    void pathArgument_thatLeavesNoSegment_isRefused(String value, String rule) {
        assertThat(path("").refusal("{\"id\":" + value + "}")).isEqualTo("$.id " + rule);
    }

    /** {@code QueryInjection}: an argument adds no parameter, not even as the members of an object. */
    @Test
    void queryArgument_cannotNameAnotherParameterOrACredential() {
        var api = Api.yaml("""
            openapi: 3.0.3
            info: {title: Test, version: '1'}
            components:
              securitySchemes:
                key: {type: apiKey, in: query, name: api_key}
            security: [{key: []}]
            paths:
              /things:
                get:
                  operationId: things
                  parameters:
                    - {name: filter, in: query, schema: {}}
                    - {name: admin, in: query, schema: {}}
                    - {name: api_key, in: query, schema: {}}
            """).with("key", "s3cr3t-s3cr3t");

        assertThat(api.target("{\"filter\":\"x&admin=1#\"}"))
                .isEqualTo("/v1/things?filter=x%26admin%3D1%23&api_key=s3cr3t-s3cr3t");
        assertThat(api.refusal("{\"filter\":{\"admin\":1}}")).isEqualTo("$.filter reserved-name");
        assertThat(api.refusal("{\"filter\":{\"API_key\":1}}")).isEqualTo("$.filter reserved-name");
        assertThat(api.target("{\"filter\":{\"a&b\":1}}")).startsWith("/v1/things?a%26b=1&");
        assertThat(api.input().path("properties").propertyNames()).containsExactly("filter", "admin");
    }

    @Test
    void delimiterInAText_thatWouldMakeTwoOfIt_isRefused() {
        assertThat(query(", style: pipeDelimited").refusal("{\"q\":[\"a|b\"]}")).isEqualTo("$.q delimiter");
        assertThat(query(", style: spaceDelimited").refusal("{\"q\":[\"a b\"]}"))
                .isEqualTo("$.q delimiter");
    }

    @Test
    void nestedValue_thatNoStyleWrites_isRefused() {
        assertThat(query("").refusal("{\"q\":{\"a\":{\"b\":1}}}")).isEqualTo("$.q nested-value");
        assertThat(query("").refusal("{\"q\":[[1]]}")).isEqualTo("$.q nested-value");
        assertThat(query(", style: deepObject").refusal("{\"q\":" + "[".repeat(40) + "]".repeat(40) + "}"))
                .isEqualTo("$.q nested-value");
    }

    @Test
    void url_thatGetsTooLong_isRefused() {
        assertThat(query("").refusal("{\"q\":\"" + "x".repeat(40_000) + "\"}")).isEqualTo("$.* too-long-for-a-url");
    }

    @Test
    void jsonBody_isSentAsItCame() {
        var api = Api.operation("""
            requestBody:
              required: true
              content:
                application/xml: {}
                application/json: {schema: {}}
            """);
        var request = api.request("{\"body\":{\"n\":1.0,  \"t\":\"\\u00e9\"}}");

        assertThat(request.body().orElseThrow().contentType()).isEqualTo("application/json");
        assertThat(Api.body(request)).isEqualTo("{\"n\":1.0,  \"t\":\"\\u00e9\"}");
        assertThat(api.refusal("{}")).isEqualTo("$.body required");
    }

    @Test
    void formBody_isEncodedPropertyByProperty() {
        var api = Api.operation("""
            requestBody:
              content:
                application/x-www-form-urlencoded:
                  schema: {}
                  encoding:
                    list: {style: form, explode: false}
                    deep: {style: deepObject, explode: true}
            """);
        var request = api.request("{\"body\":{\"a\":\"x&b=1 +\",\"list\":[1,2],\"deep\":{\"k\":{\"l\":true}},"
                + "\"plain\":[3,4],\"object\":{\"m\":1}}}");

        assertThat(request.body().orElseThrow().contentType()).isEqualTo("application/x-www-form-urlencoded");
        assertThat(Api.body(request))
                .isEqualTo("a=x%26b%3D1+%2B&list=1,2&deep%5Bk%5D%5Bl%5D=true&plain=3&plain=4&object=%7B%22m%22%3A1%7D");
        assertThat(api.refusal("{\"body\":[]}")).isEqualTo("$.body type");
    }

    @Test
    void textBody_isSentAsText() {
        var api = Api.operation("requestBody: {content: {text/plain: {schema: {type: string}}}}\n");

        assertThat(Api.body(api.request("{\"body\":\"a\\nb\"}"))).isEqualTo("a\nb");
        assertThat(api.refusal("{\"body\":1}")).isEqualTo("$.body type");
    }

    @Test
    void accept_asksForWhatTheDocumentPromises() {
        assertThat(accept("{'200': {content: {text/html: {}, application/vnd.x+json: {}}}}"))
                .isEqualTo("application/vnd.x+json, */*;q=0.1");
        assertThat(accept("{'200': {content: {text/html: {}, image/png: {}}}, '404': {}}"))
                .isEqualTo("text/html, image/png, */*;q=0.1");
        assertThat(accept("{'200': {content: {\"a/b\\r\\nX: 1\": {}}}}"))
                .isEqualTo("application/json, text/*;q=0.8, */*;q=0.1");
    }

    private static String accept(String responses) {
        return Api.header(Api.operation("responses: " + responses + "\n").request("{}"), "Accept")
                .orElseThrow();
    }
}
