package io.nexusmcp.hub;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import io.nexusmcp.core.guard.SecretMask;
import io.nexusmcp.hub.config.HubConfig;
import io.nexusmcp.hub.config.LoggingConfig;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;

/** Writes the hub's log to standard error, in the configured format, with everything secret-shaped masked. */
final class HubLogging {
    private static final String PATTERN =
            "%d{HH:mm:ss.SSS} %-5level %logger{0}: %replace(%msg){'[\\r\\n\\x1b]+',' '}%n%ex{20}";

    private HubLogging() {}

    static void configure(HubConfig config) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder(context, config));
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(Level.toLevel(config.logging().level().name()));
        context.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
        context.getLogger("org.apache.hc").setLevel(Level.WARN);
        context.getLogger("org.flywaydb").setLevel(Level.WARN);
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, HubConfig config) {
        Encoder<ILoggingEvent> plain = config.logging().format() == LoggingConfig.Format.JSON ? json() : pattern();
        plain.setContext(context);
        plain.start();
        if (!config.masking().maskSensitiveData()) {
            return plain;
        }
        var masking = new MaskingEncoder(plain, new SecretMask(config.masking().sensitiveFields()));
        masking.setContext(context);
        masking.start();
        return masking;
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
        return encoder;
    }

    /** Masks whole encoded lines, so that nothing a layout adds (exceptions, context) escapes it. */
    private static final class MaskingEncoder extends EncoderBase<ILoggingEvent> {
        private final Encoder<ILoggingEvent> plain;
        private final SecretMask mask;

        MaskingEncoder(Encoder<ILoggingEvent> plain, SecretMask mask) {
            this.plain = plain;
            this.mask = mask;
        }

        @Override
        public byte[] headerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            var line = new String(plain.encode(event), StandardCharsets.UTF_8);
            return mask.mask(line).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
    }
}
