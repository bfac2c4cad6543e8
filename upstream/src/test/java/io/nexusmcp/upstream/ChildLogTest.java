package io.nexusmcp.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nexusmcp.core.ServerName;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChildLogTest {
    private static final String SECRET = "s3cr3t-t0ken";

    @Test
    void secrets_ofTheChild_areMasked() throws InterruptedException {
        assertThat(logged("using " + SECRET + " and again " + SECRET + "\n"))
                .containsExactly("using **** and again ****");
    }

    @Test
    void secret_cutByTheLineLimit_isMaskedAsWell() throws InterruptedException {
        for (int shift = 0; shift <= SECRET.length(); shift++) {
            var line = SECRET.repeat(2_000 / SECRET.length() + 2).substring(shift);
            assertThat(logged(line + "\n"))
                    .singleElement()
                    .satisfies(text -> assertThat(text.substring(Math.min(text.length(), SECRET.length())))
                            .doesNotContain("s3cr"));
        }
    }

    @Test
    void controlCharacters_areTakenOut() throws InterruptedException {
        assertThat(logged("a\u001b[31mred\u0007\u202e\tb\n")).containsExactly("a [31mred   b");
    }

    @Test
    void lineSeparatorsOfUnicode_beginNoNewLine() throws InterruptedException {
        assertThat(logged("a\u2028forged\u2029line\u0085end\n")).containsExactly("a forged line end");
    }

    @Test
    void flood_isCutAndCounted() throws InterruptedException {
        assertThat(logged("x\n".repeat(10_000))).hasSizeBetween(20, 60);
    }

    @Test
    void longLine_isCut() throws InterruptedException {
        assertThat(logged("y".repeat(5_000_000) + "\nnext\n")).hasSize(2).last().isEqualTo("next");
    }

    private static List<String> logged(String stderr) throws InterruptedException {
        var lines = new CopyOnWriteArrayList<String>();
        new ChildLog(new ServerName("s"), Stream.of(SECRET, "ab"), lines::add)
                .start(new ByteArrayInputStream(stderr.getBytes(UTF_8)))
                .join();
        return lines;
    }
}
