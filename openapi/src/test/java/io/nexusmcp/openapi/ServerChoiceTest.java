package io.nexusmcp.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where requests go: never where a document alone says, unless that is a public name. */
class ServerChoiceTest {
    private static Api servers(String servers) {
        return Api.yaml("openapi: 3.0.3\nservers: " + servers + "\npaths: {/a: {get: {operationId: things}}}\n")
                .withoutUrl();
    }

    @Test
    void server_ofTheDocument_isUsedWithTheDefaultsOfItsVariables() {
        var api = servers("[{url: 'https://{region}.example.com/{base}', variables: {region: {default: eu, enum: [eu]},"
                + " base: {default: v2}}}, {url: 'https://other.example.com'}]");

        assertThat(api.described().base()).hasToString("https://eu.example.com/v2");
        assertThat(api.target("{}")).isEqualTo("/v2/a");
    }

    /** {@code ServerOfADocument}: a document cannot send the hub to a neighbour. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{url: 'https://169.254.169.254/latest'}",
                "{url: 'https://127.0.0.1'}",
                "{url: 'https://2130706433'}",
                "{url: 'https://[::1]/'}",
                "{url: 'https://localhost/'}",
                "{url: 'https://printer'}",
                "{url: 'https://vault.internal'}",
                "{url: 'https://metadata.google.internal.'}",
                "{url: 'https://{host}/', variables: {host: {default: '10.0.0.1'}}}"
            })
    void server_thatIsNoPublicName_isRefused(String server) {
        assertThat(servers("[" + server + "]").findings())
                .containsExactly("2:11: is no public name, and a document's word is not enough for others; write url,"
                        + " with the address of the API");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{url: 'http://api.example.com'}",
                "{url: '/v1'}",
                "{url: 'https://user:pass@api.example.com'}",
                "{url: 'https://api.example.com/?a=b'}",
                "{url: 'https://api.example.com/../x'}",
                "{url: 'https://api.{none}@evil.example/x y'}",
                "{url: 'https://0x7f.1'}",
                "{url: 'ftp://api.example.com'}"
            })
    void server_thatIsNoHttpsUrl_isRefused(String server) {
        assertThat(servers("[" + server + "]").findings())
                .containsExactly("2:11: is no https URL; write url, with the address of the API");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com,/a",
        "https://api.example.com/,/a",
        "http://localhost:8080/v1/,/v1/a",
        "http://10.0.0.1/x%20y,/x%20y/a"
    })
    void url_ofTheConfiguration_isUsedAsItIs(String url, String target) {
        assertThat(servers("[{url: 'https://169.254.169.254'}]").at(url).target("{}"))
                .isEqualTo(target);
    }

    @Test
    void url_thatIsMissingOrHasAQuery_isAnError() {
        assertThat(servers("[]").findings())
                .containsExactly(
                        "url: is missing, and the document names no server; write url, with the address of the API");
        assertThat(servers("[]").at("https://api.example.com/?a=b").findings())
                .containsExactly("url: has a query, or a path with dots; write one such as https://host/v1");
    }
}
