package io.nexusmcp.core.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import java.util.Map;

/**
 * A regular expression of a schema, which is ECMA-262, run by RE2 in linear time. What RE2 cannot express (look-around,
 * back references) is refused, and so is what would take much memory or time.
 */
final class EcmaPattern implements RegularExpression {
    private static final int MAX_LENGTH = 2_000;
    private static final int MAX_PROGRAM = 5_000;

    /** Characters times instructions, about a quarter of a second. */
    private static final long MAX_WORK = 50_000_000;

    /** ECMA-262 white space and line terminators; RE2 means ASCII only by {@code \s}. */
    private static final String SPACES =
            "\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";

    /** RE2 knows general categories by their short names only. */
    private static final Map<String, String> CATEGORIES = Map.of(
            "Letter", "L",
            "Uppercase_Letter", "Lu",
            "Lowercase_Letter", "Ll",
            "Number", "N",
            "Decimal_Number", "Nd",
            "digit", "Nd",
            "Punctuation", "P",
            "Symbol", "S",
            "Separator", "Z");

    private final Pattern pattern;
    private final int programSize;

    private EcmaPattern(Pattern pattern) {
        this.pattern = pattern;
        this.programSize = pattern.programSize();
    }

    static EcmaPattern compile(String source) {
        if (source.length() > MAX_LENGTH) {
            throw new UnusableSchema("a pattern is longer than " + MAX_LENGTH + " characters");
        }
        if (RepeatCost.of(source) > MAX_PROGRAM) {
            throw new UnusableSchema("a pattern repeats too much");
        }
        try {
            return new EcmaPattern(Pattern.compile(translate(source)));
        } catch (PatternSyntaxException _) {
            throw new UnusableSchema("a pattern uses what a linear-time engine cannot match");
        }
    }

    @Override
    public boolean matches(String value) {
        if ((long) value.length() * programSize > MAX_WORK) {
            throw new UnusableSchema("a text is too long for its pattern");
        }
        return pattern.matcher(value).find();
    }

    private static String translate(String source) {
        var re2 = new StringBuilder(source.length() + 16);
        boolean inClass = false;
        for (int at = 0; at < source.length(); at++) {
            char c = source.charAt(at);
            if (c == '\\' && at + 1 < source.length()) {
                at = escape(source, at + 1, inClass, re2);
                continue;
            }
            if (c == '[' && !inClass) {
                inClass = true;
                refuseEmptyClass(source, at + 1);
            } else if (c == '[') {
                re2.append('\\');
            } else if (c == ']') {
                inClass = false;
            }
            re2.append(c);
        }
        return re2.toString();
    }

    /** RE2 reads {@code []} and {@code [^]} as the start of a longer class. */
    private static void refuseEmptyClass(String source, int at) {
        if (source.startsWith("]", at) || source.startsWith("^]", at)) {
            throw new UnusableSchema("a pattern has an empty character class");
        }
    }

    /** Translates the escape whose letter stands at an index and gives the index of its last character. */
    private static int escape(String source, int at, boolean inClass, StringBuilder re2) {
        char letter = source.charAt(at);
        switch (letter) {
            case 'u' -> {
                return codePoint(source, at, re2);
            }
            case 's' -> re2.append(inClass ? SPACES : "[" + SPACES + "]");
            case 'S' -> {
                if (inClass) {
                    throw new UnusableSchema("a pattern has \\S inside a character class");
                }
                re2.append("[^").append(SPACES).append(']');
            }
            case 'c' -> {
                if (at + 1 == source.length() || !Character.isLetter(source.charAt(at + 1))) {
                    throw new UnusableSchema("a pattern has a control escape without a letter");
                }
                re2.append("\\x{")
                        .append(Integer.toHexString(source.charAt(at + 1) & 31))
                        .append('}');
                return at + 1;
            }
            case 'p', 'P' -> {
                return property(source, at, re2);
            }
            case 'A', 'z', 'Z', 'Q', 'E', 'C', 'a' ->
                throw new UnusableSchema("a pattern has an escape that ECMA-262 does not know");
            default -> re2.append('\\').append(letter);
        }
        return at;
    }

    private static int property(String source, int at, StringBuilder re2) {
        int end = source.indexOf('}', at);
        if (end < 0 || !source.startsWith("{", at + 1)) {
            throw new UnusableSchema("a pattern has an incomplete \\p escape");
        }
        var name = source.substring(at + 2, end);
        re2.append('\\')
                .append(source.charAt(at))
                .append('{')
                .append(CATEGORIES.getOrDefault(name, name))
                .append('}');
        return end;
    }

    private static int codePoint(String source, int at, StringBuilder re2) {
        boolean isBraced = source.startsWith("{", at + 1);
        int from = isBraced ? at + 2 : at + 1;
        int to = isBraced ? source.indexOf('}', from) : from + 4;
        if (to < 0 || to > source.length() || to == from || !isHex(source, from, to)) {
            throw new UnusableSchema("a pattern has an incomplete \\u escape");
        }
        re2.append("\\x{").append(source, from, to).append('}');
        return isBraced ? to : to - 1;
    }

    private static boolean isHex(String source, int from, int to) {
        return source.substring(from, to).chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    }
}
