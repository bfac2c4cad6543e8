package io.nexusmcp.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderValueTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain | plain",
                "a b~!@ | a b~!@",
                "'' | =?base64??=",
                "' a' | =?base64?IGE=?=",
                "'a\t' | =?base64?YQk=?=",
                "ü | =?base64?w7w=?=",
                "=?base64?dA==?= | =?base64?PT9iYXNlNjQ/ZEE9PT89?=",
                "=?base64?dA== | =?base64?dA==",
                "=?BASE64?dA==?= | =?BASE64?dA==?="
            })
    void encode_followsTheRules(String text, String header) {
        assertThat(HeaderValue.encode(text)).isEqualTo(header);
        assertThat(HeaderValue.decode(header)).contains(text);
    }

    @Test
    void encode_lineBreaks_neverReachTheHeader() {
        assertThat(HeaderValue.encode("a\r\nX: y")).startsWith("=?base64?").doesNotContain("\r", "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=?base64?dA?=",
                "=?base64?dA=?=",
                "=?base64?dA===?=",
                "=?base64?dB==?=",
                "=?base64?d A=?=",
                "=?base64?_-__?=",
                "=?base64?/w==?=",
                "=?base64?wK8=?=",
                "=?base64?7aCA?=",
                "a\nb",
                "a\u007f",
                "\u00fc",
                "=?base64?=?="
            })
    void decode_inexactValues_areRefused(String header) {
        assertThat(HeaderValue.decode(header)).isEmpty();
    }

    @Test
    void decode_tooShortForBothMarks_isLiteral() {
        assertThat(HeaderValue.decode("=?base64?=")).contains("=?base64?=");
        assertThat(HeaderValue.decode("")).contains("");
    }

    @Test
    void encode_randomTexts_roundTrip() {
        var random = new Random(7);
        var alphabet = new int[] {'a', ' ', '\t', '=', '?', '/', 0xE9, 0x20AC, 0x1F600, 0, '\n', '~'};
        for (int round = 0; round < 50_000; round++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
            }
            var header = HeaderValue.encode(text.toString());
            assertThat(header).matches("[\\x20-\\x7e\\t]+").isEqualTo(header.strip());
            assertThat(HeaderValue.decode(header)).contains(text.toString());
        }
    }

    @Test
    void decode_mutatedValues_areEitherRefusedOrTheOnlySpellingOfTheirText() {
        var random = new Random(8);
        var seed = "=?base64?w7ZzdGlfa8O2a2E=?=";
        for (int round = 0; round < 50_000; round++) {
            var mutated = new StringBuilder(seed);
            mutated.setCharAt(random.nextInt(seed.length()), (char) (' ' + random.nextInt(95)));
            var value = mutated.toString();
            var decoded = HeaderValue.decode(value);
            if (decoded.isPresent() && !decoded.get().equals(value)) {
                assertThat(HeaderValue.encode(decoded.get())).isIn(value, decoded.get());
            }
        }
    }
}
