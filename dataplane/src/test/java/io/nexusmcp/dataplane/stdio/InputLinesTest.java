package io.nexusmcp.dataplane.stdio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nexusmcp.core.Refused;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class InputLinesTest {
    private static final int MAX = 10;

    private static InputLines of(byte[] bytes) {
        return new InputLines(new ByteArrayInputStream(bytes), () -> MAX);
    }

    private static String next(InputLines lines) throws IOException {
        return new String(lines.next().orElseThrow().read(), UTF_8);
    }

    /** No byte is the end of the input, however it is signed. */
    @Test
    void everyByte_isTakenAsItIs() throws IOException {
        var lines = of("ž🐎\nüÿ\n".getBytes(UTF_8));
        assertThat(next(lines)).isEqualTo("ž🐎");
        assertThat(next(lines)).isEqualTo("üÿ");
        assertThat(lines.next()).isEmpty();
        var broken = of(new byte[] {(byte) 0xFF, (byte) 0x80, '\n', 'a'});
        assertThat(broken.next().orElseThrow().read()).containsExactly(0xFF, 0x80);
        assertThat(next(broken)).isEqualTo("a");
    }

    @Test
    void blankLines_areSkippedAndTheLastNeedsNoEnd() throws IOException {
        var lines = of("\n  \r\n\ta\n\nb".getBytes(UTF_8));
        assertThat(next(lines)).isEqualTo("\ta");
        assertThat(next(lines)).isEqualTo("b");
        assertThat(lines.next()).isEmpty();
    }

    @Test
    void lineThatIsTooLong_isToldAndSkipped() throws IOException {
        var lines = of(("x".repeat(20_000) + "\n0123456789\n01234567890").getBytes(UTF_8));
        var tooLong = lines.next().orElseThrow();
        assertThatThrownBy(tooLong::read).isInstanceOf(Refused.class);
        assertThat(next(lines)).isEqualTo("0123456789");
        var last = lines.next().orElseThrow();
        assertThatThrownBy(last::read).isInstanceOf(Refused.class);
        assertThat(lines.next()).isEmpty();
    }
}
