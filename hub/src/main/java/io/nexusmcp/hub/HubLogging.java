package io.nexusmcp.hub;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.nexusmcp.core.guard.SecretMask;
import io.nexusmcp.hub.config.HubConfig;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Writes the hub's log to standard error, in the configured format, with everything secret-shaped masked. */
final class HubLogging {
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
        var mask = config.masking().maskSensitiveData()
                ? Optional.of(new SecretMask(config.masking().sensitiveFields()))
                : Optional.<SecretMask>empty();
        return LineEncoder.started(context, config.logging().format(), mask);
    }
}
