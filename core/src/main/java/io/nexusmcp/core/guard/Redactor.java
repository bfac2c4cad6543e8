package io.nexusmcp.core.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.protocol.json.JsonCursor;
import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Takes secrets, card numbers and what else the operator named out of answers, and leaves every other byte as it came.
 * Built once for a configuration; may be shared between threads.
 */
public final class Redactor {
    private static final String RULE = "redaction";
    private static final String UNJUDGED = "[redacted]";
    private static final int LONGEST_NUMBER = 19;
    private static final int SHORTEST_NUMBER = 13;

    private final TextScan detectors;
    private final OperatorPatterns patterns;
    private final NamedValues named = new NamedValues(List.of());
    private final boolean secrets;
    private final boolean cards;
    private final boolean isIdle;

    private Redactor(RedactionRules rules) {
        this.detectors = new TextScan(rules.secrets(), rules.cards(), rules.emails(), named);
        this.patterns = OperatorPatterns.of(rules.sensitivePatterns());
        this.secrets = rules.secrets();
        this.cards = rules.cards();
        this.isIdle = rules.findNothing();
    }

    /** Takes up to a second for hundreds of patterns; {@link IllegalArgumentException} names one that cannot be used. */
    public static Redactor of(RedactionRules rules) {
        return new Redactor(rules);
    }

    /**
     * What became of a value.
     *
     * @param value the very value that was given, where nothing was found
     * @param counts how often each detector struck, by its name
     */
    public record Outcome(JsonSlice value, Map<String, Integer> counts) {
        public Outcome {
            counts = Map.copyOf(counts);
        }

        public boolean isChanged() {
            return !counts.isEmpty();
        }
    }

    /** Filters the strings and numbers of a value; {@link Refused} when it cannot be judged. Names are left alone. */
    public Outcome filter(JsonSlice value) {
        if (isIdle) {
            return new Outcome(value, Map.of());
        }
        try {
            return new Pass(value).run();
        } catch (Hits.Overflow _) {
            throw new Refused(new Refusal.Withheld(RULE));
        }
    }

    /** Filters a result; the very object that was given, where nothing was found. */
    public JsonObject filter(JsonObject result) {
        var outcome = filter(result.whole());
        return outcome.isChanged() ? outcome.value().asObject() : result;
    }

    /** Filters a text that is no JSON, such as an error message; replaced whole when it cannot be judged. */
    public String filter(String text) {
        try {
            var hits = new Hits();
            var view = NestedEscapes.undo(text).getBytes(UTF_8);
            find(view, 0, view.length, hits);
            return hits.isEmpty() ? text : masked(view, hits, Hits.counts());
        } catch (Hits.Overflow _) {
            return UNJUDGED;
        }
    }

    private void find(byte[] text, int from, int to, Hits hits) {
        hits.begin(to - from);
        detectors.scan(text, from, to, hits);
        patterns.scan(text, from, to, hits);
    }

    private static String masked(byte[] text, Hits hits, Map<String, Integer> counts) {
        var out = new ByteArrayOutputStream(text.length + 32);
        hits.writeMasked(text, 0, text.length, out, counts);
        return out.toString(UTF_8);
    }

    /** One value on its way through; what has been judged and changed is written as soon as the first change comes. */
    private final class Pass {
        private final JsonSlice value;
        private final JsonCursor cursor;
        private final Hits hits = new Hits();
        private final Map<String, Integer> counts = Hits.counts();
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(0);
        private int written;
        private NamedValues.Rule rule = NamedValues.Rule.NONE;
        private boolean isBlob;

        Pass(JsonSlice value) {
            this.value = value;
            this.cursor = new JsonCursor(value);
            this.written = cursor.valueStart();
        }

        Outcome run() {
            while (cursor.next()) {
                switch (cursor.kind()) {
                    case NAME -> name();
                    case STRING -> string();
                    case NUMBER -> number();
                }
            }
            if (counts.isEmpty()) {
                return new Outcome(value, counts);
            }
            out.write(cursor.source(), written, cursor.valueEnd() - written);
            return new Outcome(JsonSlice.trusted(out.toByteArray()), counts);
        }

        private void name() {
            rule = secrets ? named.rule(cursor.source(), cursor.start(), cursor.stop()) : NamedValues.Rule.NONE;
            isBlob = cursor.is("blob");
        }

        private void string() {
            if (isBlob && blob()) {
                isBlob = false;
            } else if (cursor.hasEscapes()) {
                escaped();
            } else {
                judge(cursor.source(), cursor.start(), cursor.stop());
                if (!hits.isEmpty()) {
                    copyUpTo(cursor.start());
                    hits.writeMasked(cursor.source(), cursor.start(), cursor.stop(), out, counts);
                    written = cursor.stop();
                }
            }
            rule = NamedValues.Rule.NONE;
            isBlob = false;
        }

        private void judge(byte[] text, int from, int to) {
            find(text, from, to, hits);
            if (rule != NamedValues.Rule.NONE && NamedValues.isWhollySecret(rule, text, from, to)) {
                hits.add(from, to, Sensitive.SECRET);
            }
        }

        private void escaped() {
            var view = NestedEscapes.undo(cursor.text()).getBytes(UTF_8);
            judge(view, 0, view.length);
            if (!hits.isEmpty()) {
                replace(JsonText.quote(masked(view, hits, counts)));
            }
        }

        /** A resource's bytes; judged when they are text, whatever type is claimed for them. Says whether they changed. */
        private boolean blob() {
            var standard = cursor.text().replace('-', '+').replace('_', '/');
            byte[] content;
            try {
                content = Base64.getMimeDecoder().decode(standard);
            } catch (IllegalArgumentException _) {
                return false; // judged as the text that it is
            }
            if (!isText(content)) {
                return false;
            }
            judge(content, 0, content.length);
            if (hits.isEmpty()) {
                return false;
            }
            var changed = new ByteArrayOutputStream(content.length + 32);
            hits.writeMasked(content, 0, content.length, changed, counts);
            replace('"' + Base64.getEncoder().encodeToString(changed.toByteArray()) + '"');
            return true;
        }

        private static boolean isText(byte[] content) {
            for (byte b : content) {
                if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 27) {
                    return false;
                }
            }
            return true;
        }

        private void number() {
            int length = cursor.stop() - cursor.start();
            if (cards
                    && length >= SHORTEST_NUMBER
                    && length <= LONGEST_NUMBER
                    && Ascii.DIGITS.runEnd(cursor.source(), cursor.start(), cursor.stop()) == cursor.stop()
                    && Cards.isCard(cursor.source(), cursor.start(), cursor.stop())) {
                copyUpTo(cursor.start());
                out.writeBytes(('"' + Sensitive.CARD.mask() + '"').getBytes(UTF_8));
                counts.merge(Sensitive.CARD.label(), 1, Integer::sum);
                written = cursor.stop();
            }
            rule = NamedValues.Rule.NONE;
            isBlob = false;
        }

        private void replace(String json) {
            copyUpTo(cursor.start() - 1);
            out.writeBytes(json.getBytes(UTF_8));
            written = cursor.stop() + 1;
        }

        private void copyUpTo(int end) {
            out.write(cursor.source(), written, end - written);
        }
    }
}
