package io.nexusmcp.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.api.ApiAnswer;
import io.nexusmcp.protocol.json.JsonLimits;
import io.nexusmcp.protocol.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a caller gets of an answer. */
class ResultWriterTest {
    private final ResultWriter writer = new ResultWriter(new EchoGuard(List.of()));

    private String result(int status, String type, String body) {
        return text(writer.write(Api.answer(status, type, body), JsonLimits.DEFAULT));
    }

    private static String text(JsonObject result) {
        return result.whole().text();
    }

    @Test
    void json_isStructuredContentAndText() {
        var expected = "{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"a\\\":[1.0]}\"}],\"resultType\":\"complete\","
                + "\"structuredContent\":{\"a\":[1.0]}}";

        assertThat(result(200, "application/json; charset=utf-8", "{\"a\":[1.0]}"))
                .isEqualTo(expected);
        assertThat(result(201, "application/problem+json", "{\"a\":[1.0]}")).isEqualTo(expected);
        assertThat(result(200, "application/json", "null")).endsWith("\"structuredContent\":null}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1", "{\"a\":1,\"a\":2}", "<html>", "\u0000"})
    void json_thatIsBroken_isAnError(String body) {
        assertThat(result(200, "application/json", body))
                .contains("the API answered with broken JSON")
                .endsWith("\"isError\":true}");
    }

    @Test
    void json_beyondItsLimits_isAnError() {
        var answer = Api.answer(200, "application/json", "[[[1]]]");

        assertThat(text(writer.write(answer, new JsonLimits(2, 100, 100))))
                .contains("nested deeper than 2")
                .endsWith("\"isError\":true}");
    }

    @Test
    void text_isText() {
        assertThat(result(200, "text/plain", "a\nb"))
                .contains("\"text\":\"a\\nb\"")
                .doesNotContain("isError");
        assertThat(result(200, "", "plain")).contains("\"text\":\"plain\"");
        assertThat(text(writer.write(
                        new ApiAnswer(200, Optional.of("text/plain; charset=ISO-8859-1"), new byte[] {(byte) 0xE4}),
                        JsonLimits.DEFAULT)))
                .contains("\"text\":\"ä\"");
        assertThat(result(204, "", "")).contains("\"text\":\"HTTP 204\"");
    }

    @Test
    void imagesAndSound_areBlocks_andOtherBinaryContentIsAnError() {
        assertThat(result(200, "image/png", "abc"))
                .contains("{\"type\":\"image\",\"data\":\"YWJj\",\"mimeType\":\"image/png\"}");
        assertThat(result(200, "audio/wav", "abc")).contains("\"type\":\"audio\"");
        assertThat(result(200, "image/svg+xml", "<svg/>")).contains("\"type\":\"text\"");
        for (var type : List.of("application/zip", "application/octet-stream", "text/plain; charset=utf-7")) {
            assertThat(result(200, type, "abc"))
                    .contains("binary content")
                    .doesNotContain("abc")
                    .endsWith("\"isError\":true}");
        }
        assertThat(text(writer.write(
                        new ApiAnswer(200, Optional.of("text/plain"), new byte[] {(byte) 0xFF}), JsonLimits.DEFAULT)))
                .contains("binary content");
    }

    @Test
    void error_saysWhatTheApiSays() {
        assertThat(result(404, "application/json", "{\"message\":\"no such pet\"}"))
                .contains("HTTP 404\\n{\\\"message\\\":\\\"no such pet\\\"}")
                .doesNotContain("structuredContent")
                .endsWith("\"isError\":true}");
        assertThat(result(503, "application/zip", "abc"))
                .contains("\"HTTP 503\"")
                .doesNotContain("abc");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 407})
    void error_aboutTheHubsCredentials_saysNothingElse(int status) {
        assertThat(result(status, "text/plain", "wrong key sk-123"))
                .contains("did not accept the hub's credentials")
                .doesNotContain("sk-123")
                .endsWith("\"isError\":true}");
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 304, 307, 308})
    void redirect_isAnErrorAndNothingElse(int status) {
        assertThat(result(status, "text/plain", "see https://evil.example"))
                .contains("HTTP " + status)
                .doesNotContain("evil.example")
                .endsWith("\"isError\":true}");
    }
}
