package io.nexusmcp.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import io.nexusmcp.core.guard.SecretMask;
import io.nexusmcp.hub.config.LoggingConfig;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LineEncoderTest {
    private static final String FORGED = "12:00:00.000 ERROR Hub: forged";

    private final LoggerContext context = new LoggerContext();

    @ParameterizedTest
    @EnumSource
    void message_withLineEndsAndEscapes_isOneLineThatMovesNoCursor(LoggingConfig.Format format) {
        var line = line(format, "name \r\n" + FORGED + "\u001b[2J\u009b31m\u2028\u202e\u0000\u200b end", null);

        assertThat(line).endsWith("\n").doesNotContain("\u001b", "\u009b", "\u2028", "\u202e", "\u0000", "\u200b");
        assertThat(line.strip().lines()).hasSize(1);
        assertThat(line).contains("forged").contains(" end");
    }

    /** The message of an exception may hold what a server or a client sent. */
    @ParameterizedTest
    @EnumSource
    void exception_withLineEndsInItsMessage_isOneLineThatMovesNoCursor(LoggingConfig.Format format) {
        var cause = new IllegalStateException("sent\n" + FORGED + "\u001b[1A");

        var line = line(format, "a stage failed", new IllegalArgumentException("bad\r" + FORGED, cause));

        assertThat(line.strip().lines()).hasSize(1);
        assertThat(line).contains("IllegalArgumentException", "LineEncoderTest").doesNotContain("\u001b");
    }

    @Test
    void exception_withASecretInItsMessage_isMasked() {
        var secret = "ghp_" + "a1B2c3D4e5".repeat(4).substring(0, 36);
        var line = line(LoggingConfig.Format.TEXT, "failed", new IllegalStateException("token " + secret));

        assertThat(line).contains("token ").doesNotContain(secret);
    }

    private String line(LoggingConfig.Format format, String message, @Nullable Throwable thrown) {
        context.setMDCAdapter(new LogbackMDCAdapter());
        var encoder = LineEncoder.started(context, format, Optional.of(new SecretMask(List.of("password"))));
        var logger = context.getLogger("io.nexusmcp.Test");
        return new String(encoder.encode(new LoggingEvent("", logger, Level.WARN, message, thrown, null)), UTF_8);
    }
}
