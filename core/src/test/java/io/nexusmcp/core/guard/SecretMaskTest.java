package io.nexusmcp.core.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMaskTest {
    private final SecretMask mask = new SecretMask(List.of("password", "token", "apiKey"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "password=x|password=[redacted:secret]",
                "PASSWORD = abc&def rest|PASSWORD = [redacted:secret] rest",
                "\"token\": \"a b c\", \"n\":1|\"token\": \"[redacted:secret]\", \"n\":1",
                "{\\\"token\\\":\\\"a b\\\"}|{\\\"token\\\":\\\"[redacted:secret]\\\"}",
                "apiKey: 12|apiKey: [redacted:secret]",
                "api_key: 12|api_key: [redacted:secret]",
                "db.password=pässwörd end|db.password=[redacted:secret] end",
                "accessToken: Bearer abc.def|accessToken: Bearer [redacted:secret]",
                "key AKIAIOSFODNN7EXAMPLE used|key [redacted:secret] used",
                "GET postgres://u:pw@h/d|GET postgres://u:[redacted:secret]@h/d",
                "paid by 4111 1111 1111 1111|paid by [redacted:card]",
            })
    void mask_secretsInALine_areHidden(String line, String expected) {
        assertThat(mask.mask(line)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Listening on 127.0.0.1:3000",
                "2026-11-21T10:00:00Z INFO io.nexusmcp.hub.Main - ready in 812 ms",
                "password",
                "the token bucket of ana is empty",
                "password="
            })
    void mask_plainLine_isTheSameObject(String line) {
        assertThat(mask.mask(line)).isSameAs(line);
    }

    @Test
    void mask_privateKeyOverSeveralLines_isHiddenWhole() {
        assertThat(mask.mask("pem -----BEGIN PRIVATE KEY-----\nMIIE\nabcd\n-----END PRIVATE KEY-----\nok"))
                .isEqualTo("pem [redacted:secret]\nok");
        assertThat(mask.mask("pem -----BEGIN RSA PRIVATE KEY-----\nMIIE\nabcd")).isEqualTo("pem [redacted:secret]");
    }

    @Test
    void mask_lineThatCannotBeJudged_isReplacedWhole() {
        assertThat(mask.mask("token=x ".repeat(2_000))).isEqualTo(SecretMask.UNJUDGED);
        assertThat(mask.mask("x".repeat(2_000_000))).isEqualTo(SecretMask.UNJUDGED);
    }
}
