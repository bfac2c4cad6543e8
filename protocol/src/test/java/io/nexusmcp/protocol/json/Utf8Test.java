package io.nexusmcp.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    private static final byte[] ALPHABET = HexFormat.of().parseHex("2061627f80bfc0c1c2dfe0a0ed9fefbbf090f48ff5ff");

    private static boolean isAccepted(byte[] bytes) {
        try {
            Utf8.check(bytes);
            return true;
        } catch (JsonProblem _) {
            return false;
        }
    }

    private static boolean isDecodable(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    @Test
    void check_agreesWithTheDecoder_onRandomBytes() {
        var random = new Random(42);
        int accepted = 0;
        for (int round = 0; round < 200_000; round++) {
            var bytes = new byte[random.nextInt(12)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = ALPHABET[random.nextInt(ALPHABET.length)];
            }
            boolean isAccepted = isAccepted(bytes);
            accepted += isAccepted ? 1 : 0;
            assertThat(isAccepted).as(HexFormat.of().formatHex(bytes)).isEqualTo(isDecodable(bytes));
        }
        assertThat(accepted).isBetween(1_000, 199_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c0af", "e080af", "f08080af", "eda080", "edbfbf", "f4908080", "80", "e282", "fe", "c1bf"})
    void check_badSequenceAnywhere_isRefused(String hex) {
        var bad = HexFormat.of().parseHex(hex);
        for (int before : new int[] {0, 1, 7, 8, 1_022, 1_023, 1_024, 5_000}) {
            var text = ByteBuffer.allocate(before + 2 + bad.length)
                    .put("x".repeat(before).getBytes(UTF_8))
                    .put("é".getBytes(UTF_8))
                    .put(bad)
                    .array();
            assertThat(isAccepted(text)).as("after %s bytes", before).isFalse();
        }
    }

    @Test
    void check_longText_isAcceptedAcrossItsChunks() {
        assertThat(isAccepted("aé€😀".repeat(3_000).getBytes(UTF_8))).isTrue();
        assertThat(isAccepted("😀".getBytes(UTF_8))).isTrue();
        assertThat(isAccepted(new byte[0])).isTrue();
    }
}
