package io.nexusmcp.hub.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations and sizes as people write them. */
class MeasuresTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"30s,PT30S", "1m,PT1M", "1h,PT1H", "500ms,PT0.5S", "2500,PT2.5S", "'\"2500\"',PT2.5S"})
    void timeout_withAndWithoutUnit_isRead(String written, Duration expected) {
        var config = Written.yaml(directory, "mcpServers: {a: {command: x, timeout: " + written + "}}\n")
                .load()
                .config();

        assertThat(config.servers().getFirst().spec().timeout()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"2d,P2D", "3600,PT1H"})
    void lifetime_withoutUnit_countsSeconds(String written, Duration expected) {
        assertThat(Written.yaml(directory, "sessions: {lifetime: " + written + "}\n")
                        .load()
                        .config()
                        .sessions()
                        .lifetime())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"10MB,10485760", "64KB,65536", "2048B,2048", "2048,2048"})
    void size_withAndWithoutUnit_isRead(String written, long expected) {
        assertThat(Written.yaml(directory, "limits: {maxBodyBytes: " + written + "}\n")
                        .load()
                        .config()
                        .limits()
                        .maxBodyBytes())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10mb", "1.5MB", "MB", "0x10", "010", "9999999999999999999", "999999999999GB", "-1", "+5"})
    void size_thatIsNone_isRefused(String written) {
        assertThat(Written.yaml(directory, "limits: {maxBodyBytes: '" + written + "'}\n")
                        .problems())
                .singleElement()
                .asString()
                .startsWith("1:24: limits.maxBodyBytes: \"" + written + "\" is ");
    }

    @Test
    void shown_inTheLargestUnitThatFits() {
        assertThat(Measures.show(Duration.ofSeconds(90))).isEqualTo("90s");
        assertThat(Measures.show(Duration.ofHours(24))).isEqualTo("1d");
        assertThat(Measures.show(Duration.ZERO)).isEqualTo("0ms");
        assertThat(Measures.show(10L << 20)).isEqualTo("10MB");
        assertThat(Measures.show(0L)).isEqualTo("0B");
    }
}
