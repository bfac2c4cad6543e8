package io.nexusmcp.core.guard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Holds the fast matchers to what RE2 finds when it reads the whole text. */
class MatcherFuzzTest {
    private static final List<String> PATTERNS = List.of(
            "\\b(?:\\d[ -]*?){13,16}\\b",
            "\\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}\\b",
            "(?i)project[ -]falcon",
            "\\bEMP-\\d{4,6}\\b",
            "[^a-z ]{5}x",
            "é+[ü-ÿ]",
            "(?:ab|cd){2,7}e?f",
            "\\p{Greek}\\w",
            "x.{3}y",
            "[^\\p{L}\\s]1",
            "a|b1|\\W\\Wz",
            "^start|end$",
            "(?i)[k-m]\\ds",
            "\\$\\{[^}]+\\}");

    private static final List<String> PIECES = List.of(
            "4111 1111",
            "-1111",
            " ",
            "@",
            "a.b",
            "example",
            ".com",
            "Project",
            "project-",
            "FALCON",
            "EMP-",
            "12345",
            "9",
            "x",
            "é",
            "ÿ",
            "abcd",
            "ab",
            "f",
            "α",
            "β1",
            "zz",
            "!?",
            "\n",
            "start",
            "end",
            "K1s",
            "\u212a",
            "ſ",
            "${a}",
            "日本",
            "😀",
            "y",
            "_",
            "z");

    private static String text(Random random, List<String> pieces) {
        var text = new StringBuilder();
        for (int i = random.nextInt(14); i >= 0; i--) {
            text.append(pieces.get(random.nextInt(pieces.size())));
        }
        return text.toString();
    }

    @Test
    void prefilter_everyTextRe2Matches_mayMatch() {
        var random = new Random(42);
        for (var source : PATTERNS) {
            var pattern = Pattern.compile(source);
            var prefilter = Prefilter.of(source);
            assertThat(prefilter.isSharp()).as(source).isTrue();
            var coarse = Prefilter.of(List.of(PatternShape.of(source, PatternShape.FEW_REPEATS)));
            int skipped = 0;
            for (int round = 0; round < 5_000; round++) {
                var text = text(random, PIECES);
                var bytes = text.getBytes(UTF_8);
                boolean may = prefilter.mayMatch(bytes, 0, bytes.length) && coarse.mayMatch(bytes, 0, bytes.length);
                skipped += may ? 0 : 1;
                if (!may) {
                    assertThat(pattern.matcher(text).find())
                            .as("%s in %s", source, text)
                            .isFalse();
                }
            }
            assertThat(skipped)
                    .as("texts spared by the prefilter of %s", source)
                    .isPositive();
        }
    }

    @Test
    void prefilter_expressionOfTooManyStates_letsEveryTextBeRead() {
        var wild = "a" + ".".repeat(15) + "b";
        assertThat(Prefilter.of(wild).isSharp()).isFalse();
        assertThat(Prefilter.of(wild).mayMatch(new byte[0], 0, 0)).isTrue();
        assertThat(Prefilter.of("(?P<name>x)\\x41").isSharp()).isFalse();
    }

    @Test
    void operatorPatterns_hundreds_areAllApplied() {
        var sources = new ArrayList<String>();
        for (int i = 0; i < 300; i++) {
            sources.add("\\bPRJ" + i + "-[A-Z]{2,5}-\\d{4,8}\\b");
        }
        sources.add("a" + ".".repeat(15) + "b");
        var redactor = Redactor.of(new RedactionRules(false, false, false, sources));
        for (int i = 0; i < 300; i += 7) {
            assertThat(redactor.filter("see PRJ" + i + "-ABC-12345.")).isEqualTo("see [redacted:pattern].");
        }
        assertThat(redactor.filter("a0123456789abcdeb")).isEqualTo("[redacted:pattern]");
        assertThat(redactor.filter("PRJ1-abc-12345")).isEqualTo("PRJ1-abc-12345");
    }

    @Test
    void operatorPatterns_together_findWhatRe2Finds() {
        var random = new Random(43);
        var patterns = OperatorPatterns.of(PATTERNS);
        for (int round = 0; round < 5_000; round++) {
            var text = text(random, PIECES);
            var bytes = text.getBytes(UTF_8);
            var hits = new Hits();
            hits.begin(bytes.length);
            patterns.scan(bytes, 0, bytes.length, hits);
            assertThat(masked(bytes, hits)).as(text).isEqualTo(masked(bytes, withRe2(PATTERNS, bytes)));
        }
    }

    private static Hits withRe2(List<String> patterns, byte[] text) {
        var hits = new Hits();
        hits.begin(text.length);
        for (var pattern : patterns) {
            var matcher = Pattern.compile(pattern).matcher(text);
            while (matcher.find()) {
                if (matcher.end() > matcher.start()) {
                    hits.add(matcher.start(), matcher.end(), Sensitive.PATTERN);
                }
            }
        }
        return hits;
    }

    private static String masked(byte[] text, Hits hits) {
        var out = new java.io.ByteArrayOutputStream();
        hits.writeMasked(text, 0, text.length, out, new HashMap<>());
        return out.toString(UTF_8);
    }

    @Test
    void tokenShapes_inRandomText_areFoundWhereRe2FindsThem() {
        var random = new Random(44);
        var scan = new TextScan(true, false, false, new NamedValues(List.of()));
        var patterns = new ArrayList<Map.Entry<TokenShape, Pattern>>();
        TokenShape.KNOWN.forEach(shape -> patterns.add(Map.entry(shape, Pattern.compile(shape.pattern()))));
        for (int round = 0; round < 20_000; round++) {
            var shape = TokenShape.KNOWN.get(random.nextInt(TokenShape.KNOWN.size()));
            int length = Math.max(0, shape.min() + random.nextInt(9) - 4);
            var token = shape.prefix() + run(random, shape.alphabet(), length);
            var text =
                    PADDING.get(random.nextInt(PADDING.size())) + token + PADDING.get(random.nextInt(PADDING.size()));
            var hits = new Hits();
            var bytes = text.getBytes(UTF_8);
            hits.begin(bytes.length);
            scan.scan(bytes, 0, bytes.length, hits);
            assertThat(!hits.isEmpty()).as(text).isEqualTo(isFound(patterns, text));
        }
    }

    private static final List<String> PADDING = List.of("", " ", "\"", "x", "_", "é", "\n", "(", ",", "/", ";", "a b ");

    /** RE2 has no limit at a run's end, so the run's length is counted here. */
    private static boolean isFound(List<Map.Entry<TokenShape, Pattern>> patterns, String text) {
        for (var entry : patterns) {
            var shape = entry.getKey();
            var matcher = entry.getValue().matcher(text);
            if (matcher.find()) {
                int start = text.indexOf(shape.prefix(), matcher.start())
                        + shape.prefix().length();
                int end = start;
                while (end < text.length() && ("" + text.charAt(end)).matches("[" + shape.alphabet() + "]")) {
                    end++;
                }
                if (end - start <= shape.max()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String run(Random random, String alphabet, int length) {
        var members = new StringBuilder();
        var set = Ascii.of(alphabet);
        for (int c = 0; c < 128; c++) {
            if (set.has((byte) c)) {
                members.append((char) c);
            }
        }
        var run = new StringBuilder();
        for (int i = 0; i < length; i++) {
            run.append(members.charAt(random.nextInt(members.length())));
        }
        return run.toString();
    }

    @Test
    void cards_inRandomDigits_areFoundWhereASlowReaderFindsThem() {
        var random = new Random(45);
        var redactor = Redactor.of(new RedactionRules(false, true, false, List.of()));
        var starts = List.of("4", "51", "34", "37", "36", "6011", "62", "9", "1");
        int found = 0;
        for (int round = 0; round < 50_000; round++) {
            var digits = new StringBuilder(starts.get(random.nextInt(starts.size())));
            int length = 12 + random.nextInt(9);
            while (digits.length() < length) {
                digits.append((char) ('0' + random.nextInt(10)));
            }
            boolean isCard = length >= 13
                    && length <= 19
                    && Cards.isCard(digits.toString().getBytes(UTF_8), 0, length);
            boolean isFound =
                    redactor.filter(JsonSlice.string("n " + digits + " m")).isChanged();
            assertThat(isFound).as(digits.toString()).isEqualTo(isCard);
            found += isFound ? 1 : 0;
        }
        assertThat(found).isPositive();
    }
}
