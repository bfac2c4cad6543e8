package io.nexusmcp.core.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Hides what looks like a secret, and the values of sensitive fields, in lines for logs. A line that cannot be judged
 * is replaced whole. May be shared between threads.
 */
public final class SecretMask {
    static final String UNJUDGED = "[log line withheld: it could not be masked]";
    private static final int LONGEST_LINE = 1 << 20;

    private final TextScan detectors;

    /** @param sensitiveFields names whose values are hidden, in any case and also as the end of a longer name */
    public SecretMask(List<String> sensitiveFields) {
        this.detectors = new TextScan(true, true, false, new NamedValues(sensitiveFields));
    }

    /** The line as it may be logged. Never throws. */
    public String mask(String line) {
        try {
            return line.length() > LONGEST_LINE ? UNJUDGED : judged(line);
        } catch (RuntimeException | StackOverflowError _) {
            return UNJUDGED;
        }
    }

    private String judged(String line) {
        var view = NestedEscapes.undo(line).getBytes(UTF_8);
        var hits = new Hits();
        hits.begin(view.length);
        detectors.scan(view, 0, view.length, hits);
        if (hits.isEmpty()) {
            return line;
        }
        var out = new ByteArrayOutputStream(view.length + 32);
        hits.writeMasked(view, 0, view.length, out, Hits.counts());
        return out.toString(UTF_8);
    }
}
