package io.nexusmcp.hub;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import io.nexusmcp.core.guard.SecretMask;
import io.nexusmcp.hub.config.LoggingConfig;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line for each event of the log, whatever its message and its exception say: line ends inside become bars, other
 * characters that control a terminal or hide text become spaces. What looks like a secret is masked last, so that
 * nothing a layout adds escapes it.
 */
final class LineEncoder extends EncoderBase<ILoggingEvent> {
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n%ex{20}";
    private static final Pattern LINE_END = Pattern.compile("\\s*[\\r\\n]+\\s*");
    private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Co}\\p{Cs}]+");

    private final Encoder<ILoggingEvent> plain;
    private final Optional<SecretMask> mask;

    private LineEncoder(Encoder<ILoggingEvent> plain, Optional<SecretMask> mask) {
        this.plain = plain;
        this.mask = mask;
    }

    static LineEncoder started(LoggerContext context, LoggingConfig.Format format, Optional<SecretMask> mask) {
        Encoder<ILoggingEvent> plain = format == LoggingConfig.Format.JSON ? json() : pattern();
        plain.setContext(context);
        plain.start();
        var line = new LineEncoder(plain, mask);
        line.setContext(context);
        line.start();
        return line;
    }

    /** One message as a person would read it, instead of its parts. */
    private static JsonEncoder json() {
        var encoder = new JsonEncoder();
        encoder.setWithFormattedMessage(true);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        return encoder;
    }

    private static PatternLayoutEncoder pattern() {
        var encoder = new PatternLayoutEncoder();
        encoder.setPattern(PATTERN);
        encoder.setCharset(UTF_8);
        return encoder;
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        var text = new String(plain.encode(event), UTF_8).strip();
        var line = HIDDEN.matcher(LINE_END.matcher(text).replaceAll(" | ")).replaceAll(" ");
        return (mask.map(known -> known.mask(line)).orElse(line) + "\n").getBytes(UTF_8);
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
