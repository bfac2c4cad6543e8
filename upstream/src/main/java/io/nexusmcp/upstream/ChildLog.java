package io.nexusmcp.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.ServerName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a child's standard error to the log: its credentials masked, control characters gone, few and short lines. */
final class ChildLog {
    private static final Logger LOG = LoggerFactory.getLogger(ChildLog.class);
    private static final String MASK = "****";
    private static final int MAX_LINE = 500;
    private static final int MAX_READ = 2_000;
    private static final int MAX_LINES_A_SECOND = 20;
    private static final int MIN_SECRET_LENGTH = 6;
    private static final long SECOND = 1_000_000_000;

    private final ServerName server;
    private final List<String> secrets;
    private final Sink sink;
    private long windowStart = System.nanoTime();
    private int inWindow;
    private int suppressed;

    ChildLog(ServerName server, Stream<String> secrets) {
        this(server, secrets, line -> LOG.info("{}: {}", server, line));
    }

    ChildLog(ServerName server, Stream<String> secrets, Sink sink) {
        this.server = server;
        this.secrets = secrets.flatMap(String::lines)
                .filter(secret -> secret.length() >= MIN_SECRET_LENGTH)
                .toList();
        this.sink = sink;
    }

    /** Where a line goes. */
    @FunctionalInterface
    interface Sink {
        void write(String line);
    }

    Thread start(InputStream stderr) {
        return Thread.ofPlatform().daemon().name("stderr-" + server).start(() -> copy(stderr));
    }

    private void copy(InputStream stderr) {
        var line = new ByteArrayOutputStream();
        try (stderr) {
            var chunk = new byte[4_096];
            for (int length = stderr.read(chunk); length >= 0; length = stderr.read(chunk)) {
                take(chunk, length, line);
            }
        } catch (IOException _) {
            // the pipe ends with the process
        }
        if (line.size() > 0) {
            write(line.toString(UTF_8));
        }
    }

    /** Long lines are cut, but read to their end, or the child would stop at a full pipe. */
    private void take(byte[] chunk, int length, ByteArrayOutputStream line) {
        for (int at = 0; at < length; at++) {
            if (chunk[at] == '\n') {
                write(line.toString(UTF_8));
                line.reset();
            } else if (line.size() < MAX_READ) {
                line.write(chunk[at]);
            }
        }
    }

    void write(String line) {
        long now = System.nanoTime();
        if (now - windowStart > SECOND) {
            if (suppressed > 0) {
                sink.write("(" + suppressed + " more lines left out)");
            }
            windowStart = now;
            inWindow = 0;
            suppressed = 0;
        }
        if (++inWindow > MAX_LINES_A_SECOND) {
            suppressed++;
            return;
        }
        var clean = clean(masked(line));
        sink.write(clean.length() > MAX_LINE ? clean.substring(0, MAX_LINE) + "..." : clean);
    }

    private String masked(String line) {
        var masked = line;
        for (var secret : secrets) {
            masked = masked.replace(secret, MASK);
        }
        return line.length() < MAX_READ ? masked : withoutCutSecret(masked);
    }

    /** A line that was cut may end in the first part of a secret. */
    private String withoutCutSecret(String line) {
        for (var secret : secrets) {
            for (int length = secret.length() - 1; length > 0; length--) {
                if (line.endsWith(secret.substring(0, length))) {
                    return line.substring(0, line.length() - length) + MASK;
                }
            }
        }
        return line;
    }

    private static String clean(String line) {
        var clean = new StringBuilder(line.length());
        line.codePoints().map(c -> isVisible(c) ? c : ' ').forEach(clean::appendCodePoint);
        return clean.toString().strip();
    }

    /** Nothing that ends a line, moves a cursor, or hides: readers of logs differ in what they take for that. */
    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
