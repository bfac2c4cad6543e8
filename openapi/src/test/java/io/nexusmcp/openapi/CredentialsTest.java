package io.nexusmcp.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.protocol.json.JsonLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the hub shows to an API, where, and to nobody else. */
class CredentialsTest {
    private static final String SECRET = "s3cr3t-s3cr3t";

    private static Api api(String security) {
        return Api.yaml("""
            openapi: 3.0.3
            info: {title: Test, version: '1'}
            components:
              securitySchemes:
                header: {type: apiKey, in: header, name: X-Key}
                query: {type: apiKey, in: query, name: key}
                cookie: {type: apiKey, in: cookie, name: sid}
                basic: {type: http, scheme: basic}
                bearer: {type: http, scheme: Bearer}
                digest: {type: http, scheme: digest}
                oauth: {type: oauth2, flows: {}}
            paths:
              /things:
                get:
                  operationId: things
                  parameters:
                    - {name: X-Key, in: header, required: true, schema: {}}
                    - {name: KEY, in: query, schema: {}}
                    - {name: sid, in: cookie, schema: {}}
                    - {name: q, in: query, schema: {}}
                  security: SECURITY
            """.replace("SECURITY", security));
    }

    @Test
    void credential_goesWhereItsSchemeSays() {
        assertThat(Api.header(api("[{header: []}]").with("header", SECRET).request("{}"), "X-Key"))
                .contains(SECRET);
        assertThat(api("[{query: []}]").with("query", SECRET + " &").target("{\"q\":1}"))
                .isEqualTo("/v1/things?q=1&key=s3cr3t-s3cr3t%20%26");
        assertThat(Api.header(api("[{cookie: []}]").with("cookie", SECRET).request("{}"), "Cookie"))
                .contains("sid=" + SECRET);
        assertThat(Api.header(api("[{basic: []}]").with("basic", "ana", SECRET).request("{}"), "Authorization"))
                .contains("Basic YW5hOnMzY3IzdC1zM2NyM3Q=");
        assertThat(Api.header(api("[{bearer: []}]").with("bearer", SECRET).request("{}"), "Authorization"))
                .contains("Bearer " + SECRET);
        assertThat(Api.header(api("[{oauth: [a]}]").with("oauth", SECRET).request("{}"), "Authorization"))
                .contains("Bearer " + SECRET);
    }

    @Test
    void requirement_isTheFirstForWhichEverythingIsThere() {
        var both = api("[{header: [], query: []}, {bearer: []}, {}]");

        assertThat(both.with("header", SECRET).with("bearer", "t0k3n-t0k3n").findings())
                .containsExactly("credentials.header: is asked for by no operation that is offered; remove it");
        var request = api("[{header: [], query: []}, {bearer: []}]")
                .with("header", SECRET)
                .with("query", SECRET)
                .request("{}");
        assertThat(request.target()).endsWith("?key=" + SECRET);
        assertThat(Api.header(request, "X-Key")).contains(SECRET);
        assertThat(Api.header(request, "Authorization")).isEmpty();
        assertThat(api("[{header: []}, {}]").request("{}").headers()).hasSize(1);
        assertThat(api("[]").request("{}").headers()).hasSize(1);
    }

    @Test
    void operation_whoseCredentialIsMissing_isLeftOut() {
        assertThat(api("[{header: []}]").findings())
                .containsExactly(
                        "1:1: has no operation that can be offered",
                        "15:7: warning: GET /things is left out: it needs a credential of header");
    }

    @Test
    void headerOfTheConfiguration_countsAsCredential() {
        assertThat(api("[{bearer: []}]").sending("Authorization").request("{}").headers())
                .hasSize(1);
        assertThat(api("[{bearer: []}]")
                        .sending("Authorization")
                        .with("bearer", SECRET)
                        .findings())
                .anyMatch(text ->
                        text.startsWith("credentials.bearer: is sent in a header that headers has, too; remove one"));
    }

    @Test
    void credential_thatFitsNoScheme_isAnError() {
        assertThat(api("[]").with("other", SECRET).findings())
                .containsExactly("credentials.other: is no security scheme of the document; it has header, query,"
                        + " cookie, basic, bearer, digest, oauth");
        assertThat(api("[{digest: []}]").with("digest", SECRET).findings())
                .contains("credentials.digest: is a kind of security scheme that is not supported; remove it");
        assertThat(api("[{basic: []}]").with("basic", SECRET).findings())
                .contains("credentials.basic: has no username");
        assertThat(api("[{bearer: []}]").with("bearer", "ana", SECRET).findings())
                .contains("credentials.bearer: has a username, which its scheme does not");
        assertThat(api("[{header: []}]").with("header", SECRET + "\r\nX: y").findings())
                .containsExactly("credentials.header: has characters that its place in a request cannot carry");
        assertThat(api("[{cookie: []}]").with("cookie", SECRET + "; a=b").findings())
                .containsExactly("credentials.cookie: has characters that its place in a request cannot carry");
    }

    /** {@code CredentialFromCaller}: the place of a credential is never among the arguments. */
    @Test
    void placesOfCredentials_areNoArguments() {
        assertThat(api("[]").input().path("properties").propertyNames()).containsExactly("q");
        assertThat(api("[]")
                        .request("{\"X-Key\":\"mine\",\"KEY\":\"mine\",\"sid\":\"mine\"}")
                        .toString())
                .doesNotContain("mine");
        assertThat(api("[]").target("{\"X-Key\":\"mine\",\"KEY\":\"mine\",\"sid\":\"mine\"}"))
                .isEqualTo("/v1/things");
    }

    /** {@code CredentialEcho}: an answer that repeats a credential stays in the hub. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"key\":\"a/b+c d=e\"}",
                "{\"key\":\"a\\/b+c d=e\"}",
                "{\"key\":\"\\u0061/b\\u002bc d\\u003de\"}",
                "{\"url\":\"https://x/?key=a%2Fb%2Bc%20d%3De\"}"
            })
    void answer_thatRepeatsACredential_isWithheld(String body) {
        var described = api("[{query: []}]").with("query", "a/b+c d=e").described();

        for (int status : new int[] {200, 400}) {
            assertThatExceptionOfType(Refused.class)
                    .isThrownBy(
                            () -> described.result(Api.answer(status, "application/json", body), JsonLimits.DEFAULT))
                    .satisfies(refused -> assertThat(refused.refusal()).isEqualTo(new Refusal.Withheld("credential")));
        }
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> described.result(Api.answer(200, "text/plain", body), JsonLimits.DEFAULT));
    }

    @Test
    void answer_thatRepeatsBasicCredentials_isWithheld() {
        var described = api("[{basic: []}]").with("basic", "ana", SECRET).described();

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> described.result(
                        Api.answer(200, "text/plain", "Authorization: Basic YW5hOnMzY3IzdC1zM2NyM3Q="),
                        JsonLimits.DEFAULT));
    }

    /** {@code CredentialEcho} of what the operator gave as a header instead. */
    @ParameterizedTest
    @CsvSource({
        "Authorization, Bearer t0k3n-t0k3n, the token t0k3n-t0k3n has expired",
        "authorization, Basic YW5hOnMzY3IzdC1zM2NyM3Q=, YW5hOnMzY3IzdC1zM2NyM3Q=",
        "Authorization, Basic YW5hOnMzY3IzdC1zM2NyM3Q=, the password s3cr3t-s3cr3t is wrong",
        "x-key, s3cr3t, not a key: s3cr3t",
        "X-Private-Token, s3cr3t-s3cr3t, s3cr3t-s3cr3t",
        "Cookie, lang=de-AT; sid=s3cr3t, no session s3cr3t",
        "Cookie, lang=de-AT; other=0123456789abcdef, 0123456789abcdef"
    })
    void answer_thatRepeatsASecretHeader_isWithheld(String header, String value, String body) {
        var described = api("[]").sending(header, value).described();

        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> described.result(Api.answer(200, "text/plain", body), JsonLimits.DEFAULT))
                .satisfies(refused -> assertThat(refused.refusal()).isEqualTo(new Refusal.Withheld("credential")));
    }

    @ParameterizedTest
    @CsvSource({
        "Accept-Language, english, all about english",
        "X-Tenant, customers, all customers",
        "Cookie, theme=default, the default"
    })
    void answer_thatRepeatsWhatIsNoSecretOfAHeader_isGiven(String header, String value, String body) {
        var described = api("[]").sending(header, value).described();

        assertThat(described
                        .result(Api.answer(200, "text/plain", body), JsonLimits.DEFAULT)
                        .whole()
                        .text())
                .contains(body);
    }

    @Test
    void credentials_areInNoTextOfTheObjects() {
        var api = api("[{query: []}]").with("query", SECRET);

        assertThat(api.request("{}").toString()).doesNotContain(SECRET);
        assertThat(api.request("{}").headers().toString()).doesNotContain(SECRET);
        assertThat(api.described().toString()).doesNotContain(SECRET);
    }
}
