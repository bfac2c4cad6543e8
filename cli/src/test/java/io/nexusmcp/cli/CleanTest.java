package io.nexusmcp.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleanTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u001b[31mb",
                "a\u001b[?25lb",
                "a\u009b2Jb",
                "a\u001b]8;;http://x\u001b\\b",
                "a\u001bcb",
                "a\u001b(Bb",
                "a\u0007b",
                "a\rb",
                "a\u007fb",
                "a\u200bb",
                "a\u2066b",
                "a\udb40\udc41b",
                "a\u001bMb",
            })
    void text_losesWhatDrivesATerminalOrHides(String text) {
        assertThat(Clean.text(text)).isIn("ab", "a");
    }

    @Test
    void text_keepsLinesTabsAndLetters() {
        assertThat(Clean.text("ü\n\tπ 😀")).isEqualTo("ü\n\tπ 😀");
    }

    @Test
    void line_isOneLine() {
        assertThat(Clean.line(" a\nb\tc ")).isEqualTo("a b c");
    }

    @Test
    void json_keepsItsMeaning() {
        var json = Json.pretty(Json.object().put("x", "a\u202e\u009b\udb40\udc41ü"));

        assertThat(json).doesNotContain("\u202e").contains("ü");
        assertThat(Json.parse(json).path("x").asString()).isEqualTo("a\u202e\u009b\udb40\udc41ü");
    }
}
