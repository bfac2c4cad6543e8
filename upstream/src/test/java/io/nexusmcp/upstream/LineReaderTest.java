package io.nexusmcp.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    @Test
    void lines_ofAnyEnding_comeWithoutIt() throws IOException {
        assertThat(lines("a\nbc\r\n\nd\re\n", 10)).containsExactly("a", "bc", "", "d\re");
    }

    @Test
    void lastLine_withoutEnd_isNotALine() throws IOException {
        assertThat(lines("a\n{\"half\":", 20)).containsExactly("a");
    }

    @Test
    void line_overManyChunks_comesWhole() throws IOException {
        var big = "x".repeat(100_000);
        assertThat(lines("a\n" + big + "\nb\n", 100_000)).containsExactly("a", big, "b");
    }

    @Test
    void line_longerThanAllowed_isRefused() {
        assertThatThrownBy(() -> lines("x".repeat(11) + "\n", 10)).isInstanceOf(LineReader.TooLong.class);
        assertThatThrownBy(() -> lines("x".repeat(100_000), 20_000)).isInstanceOf(LineReader.TooLong.class);
    }

    private static List<String> lines(String text, int maxLength) throws IOException {
        var reader = new LineReader(
                new ByteArrayInputStream(text.getBytes(UTF_8)),
                () -> maxLength,
                Unfinished.arrivals().on(_ -> {}));
        var lines = new ArrayList<String>();
        for (var line = reader.next(); line != null; line = reader.next()) {
            lines.add(new String(line, UTF_8));
        }
        return lines;
    }
}
