package io.nexusmcp.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {
    private static final Path RESULTS = Path.of("results");

    private static Options parse(String... arguments) {
        return Options.parse(List.of(arguments), RESULTS);
    }

    @Test
    void parse_nothing_warmsUpTwentySeconds() {
        assertThat(parse().warmUpSeconds()).isEqualTo(20);
        assertThat(parse().results()).isEqualTo(RESULTS);
    }

    @Test
    void parse_everyOption_isUsed() {
        assertThat(parse("--rounds", "3", "--seconds", "1.5", "--warm-up", "2", "--starts", "4", "--results", "x"))
                .isEqualTo(new Options(3, 1.5, 2, 4, false, 10_000, Path.of("x")));
    }

    @Test
    void parse_streams_isARunOfWaiting() {
        assertThat(parse("--waiting").streams()).isEqualTo(10_000);
        assertThat(parse("--waiting").isWaiting()).isTrue();
        assertThat(parse("--streams", "300").isWaiting()).isTrue();
        assertThat(parse("--streams", "300").streams()).isEqualTo(300);
        assertThat(parse("--quick", "--waiting")).isEqualTo(parse("--waiting", "--quick"));
    }

    @Test
    void parse_quick_isShorter() {
        assertThat(parse("--quick").seconds()).isLessThan(parse().seconds());
    }

    @Test
    void parse_unknownOrBadOrMissingValue_isRefusedWithTheUsage() {
        for (var wrong : List.of(
                List.of("--fast"),
                List.of("--rounds"),
                List.of("--rounds", "many"),
                List.of("--seconds", "-1"),
                List.of("--streams", "0"),
                List.of("--streams", "10001"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Options.parse(wrong, RESULTS))
                    .withMessageContaining("usage: nexus bench");
        }
    }
}
