package io.nexusmcp.core.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.Locale;

/**
 * Finds values by the name before them, as in {@code api_key=...} and {@code "password": "..."}, and passwords in
 * connection strings.
 */
final class NamedValues {
    private static final Ascii NAME = Ascii.of("A-Za-z0-9_.-");
    private static final Ascii TOKEN = Ascii.of("A-Za-z0-9_./+=~-");
    private static final Ascii PASSWORD = Ascii.allBut("\"'`\\,;()[]{}<>|");
    private static final Ascii ANY_VALUE = Ascii.allBut("\"'`\\");
    private static final Ascii USER = Ascii.of("A-Za-z0-9_.%+~!$*-");
    private static final Ascii USER_PASSWORD = Ascii.allBut("\"'`\\/<>");
    private static final Ascii UPPER = Ascii.of("A-Z");
    private static final Ascii LOWER = Ascii.of("a-z");
    private static final int LONGEST_NAME = 40;
    private static final int LONGEST_VALUE = 2_000;
    private static final int LONGEST_USER = 128;
    private static final int MOST_SPACES = 3;
    private static final int SHORTEST_TOKEN = 16;
    private static final int SHORTEST_PASSWORD = 8;
    private static final double TOKEN_ENTROPY = 3.0;
    private static final List<String> TOKEN_NAMES = List.of(
            "apikey",
            "secret",
            "secretkey",
            "accesskey",
            "token",
            "privatekey",
            "accountkey",
            "authkey",
            "authorization",
            "credential",
            "credentials",
            "sharedaccesskey",
            "signingkey",
            "encryptionkey");
    private static final List<String> PASSWORD_NAMES = List.of("password", "passwd", "pwd", "passphrase");
    private static final List<String> PLACEHOLDERS =
            List.of("your", "example", "placeholder", "changeme", "redacted", "xxxx", "****", "....", "dummy");

    private final List<String> always;

    /** @param always names whose values are hidden whatever they look like, in any case and with any separators */
    NamedValues(List<String> always) {
        this.always = always.stream().map(NamedValues::normalized).toList();
    }

    /** How a value is judged because of its name. */
    enum Rule {
        NONE,
        TOKEN,
        PASSWORD,
        ALWAYS
    }

    /** Looks at a colon or an equals sign; gives where to go on. */
    int atSign(byte[] text, int from, int at, int to, Hits hits) {
        if (text[at] == ':' && at + 2 < to && text[at + 1] == '/' && text[at + 2] == '/') {
            return connection(text, at + 3, to, hits);
        }
        int nameEnd = back(text, from, at);
        int nameStart = nameEnd;
        while (nameStart > from && nameEnd - nameStart < LONGEST_NAME && NAME.has(text[nameStart - 1])) {
            nameStart--;
        }
        var rule = rule(text, nameStart, nameEnd);
        return rule == Rule.NONE ? at : value(rule, text, at, to, hits);
    }

    private static int back(byte[] text, int from, int at) {
        int end = at;
        for (int spaces = 0; end > from && text[end - 1] == ' ' && spaces < MOST_SPACES; spaces++) {
            end--;
        }
        if (end > from && isQuote(text[end - 1])) {
            end--;
            end -= end > from && text[end - 1] == '\\' ? 1 : 0;
        }
        return end;
    }

    private static boolean isQuote(byte b) {
        return b == '"' || b == '\'' || b == '`';
    }

    Rule rule(byte[] text, int start, int end) {
        if (end - start < 3 || always.isEmpty() && !endsLikeAName(text, end)) {
            return Rule.NONE;
        }
        var name = normalized(new String(text, start, end - start, US_ASCII));
        if (endsWithAny(name, always)) {
            return Rule.ALWAYS;
        }
        if (endsWithAny(name, PASSWORD_NAMES)) {
            return Rule.PASSWORD;
        }
        return endsWithAny(name, TOKEN_NAMES) ? Rule.TOKEN : Rule.NONE;
    }

    /** Whether the last two letters are those of any name; most words of a text are out here. */
    private static boolean endsLikeAName(byte[] text, int end) {
        int before = text[end - 2] | 0x20;
        return switch (text[end - 1] | 0x20) {
            case 'y', 't', 'n' -> before == 'e' || before == 'o';
            case 'd' -> before == 'r' || before == 'w';
            case 'e' -> before == 's';
            case 'l' -> before == 'a';
            case 's' -> before == 'l';
            default -> false;
        };
    }

    private static String normalized(String name) {
        var plain = new StringBuilder(name.length());
        for (int at = 0; at < name.length(); at++) {
            char c = name.charAt(at);
            if (c != '_' && c != '-' && c != '.') {
                plain.append(c);
            }
        }
        return plain.toString().toLowerCase(Locale.ROOT);
    }

    private static boolean endsWithAny(String name, List<String> endings) {
        for (var ending : endings) {
            if (name.endsWith(ending)) {
                return true;
            }
        }
        return false;
    }

    private static int value(Rule rule, byte[] text, int sign, int to, Hits hits) {
        int start = sign + 1;
        while (start < to && start - sign <= MOST_SPACES && isGap(text[start])) {
            start++;
        }
        boolean isEscapedQuote = start + 1 < to && text[start] == '\\' && isQuote(text[start + 1]);
        boolean isQuoted = isEscapedQuote || start < to && isQuote(text[start]);
        start += isEscapedQuote ? 2 : isQuoted ? 1 : 0;
        start = afterScheme(text, start, to);
        int limit = Math.min(to, start + LONGEST_VALUE);
        int end = rule == Rule.ALWAYS && isQuoted
                ? quoteEnd(text, start, limit)
                : alphabet(rule).runEnd(text, start, limit);
        while (end < to && (text[end] & 0xC0) == 0x80) {
            end++; // never ends inside a character
        }
        hits.spend(end - sign);
        if (!isSecret(rule, text, start, end)) {
            return sign;
        }
        hits.add(start, end, Sensitive.SECRET);
        return end;
    }

    private static boolean isGap(byte b) {
        return b == ' ' || b == '=' || b == '>' || b == '\t';
    }

    /** After the name of an HTTP authentication scheme, if one stands here. */
    private static int afterScheme(byte[] text, int start, int to) {
        for (var scheme : List.of("Bearer ", "bearer ", "Basic ", "basic ", "Token ", "token ")) {
            if (Ascii.startsWith(text, start, to, scheme.getBytes(US_ASCII))) {
                return start + scheme.length();
            }
        }
        return start;
    }

    private static int quoteEnd(byte[] text, int start, int to) {
        int end = start;
        while (end < to && !isQuote(text[end])) {
            end++;
        }
        return end > start && text[end - 1] == '\\' ? end - 1 : end;
    }

    private static Ascii alphabet(Rule rule) {
        return switch (rule) {
            case TOKEN, NONE -> TOKEN;
            case PASSWORD -> PASSWORD;
            case ALWAYS -> ANY_VALUE;
        };
    }

    /** Whether a whole text that stands under a name of this rule is a secret. */
    static boolean isWhollySecret(Rule rule, byte[] text, int start, int end) {
        return end > start
                && end - start <= LONGEST_VALUE
                && (rule == Rule.ALWAYS || alphabet(rule).runEnd(text, start, end) == end)
                && isSecret(rule, text, start, end);
    }

    private static boolean isSecret(Rule rule, byte[] text, int start, int end) {
        return switch (rule) {
            case NONE -> false;
            case ALWAYS -> end > start;
            case PASSWORD ->
                end - start >= SHORTEST_PASSWORD && isMixed(text, start, end) && !isPlaceholder(text, start, end);
            case TOKEN ->
                end - start >= SHORTEST_TOKEN
                        && isMixed(text, start, end)
                        && entropy(text, start, end) >= TOKEN_ENTROPY
                        && !isPlaceholder(text, start, end);
        };
    }

    /** Letters and digits both, as random text has and words have not; or all kinds of letters with signs. */
    private static boolean isMixed(byte[] text, int start, int end) {
        int kinds = 0;
        for (int at = start; at < end; at++) {
            byte b = text[at];
            kinds |= Ascii.DIGITS.has(b) ? 1 : UPPER.has(b) ? 2 : LOWER.has(b) ? 4 : 8;
        }
        return (kinds & 1) != 0 && (kinds & 6) != 0 || kinds == 14;
    }

    private static boolean isPlaceholder(byte[] text, int start, int end) {
        var value = new String(text, start, Math.min(end - start, 100), US_ASCII);
        return PLACEHOLDERS.stream().anyMatch(value::contains)
                || value.startsWith("$")
                || value.startsWith("process.env");
    }

    /** Shannon's, in bits for a character. */
    private static double entropy(byte[] text, int start, int end) {
        var counts = new int[128];
        for (int at = start; at < end; at++) {
            counts[text[at]]++;
        }
        double entropy = 0;
        for (int count : counts) {
            if (count > 0) {
                double share = (double) count / (end - start);
                entropy -= share * Math.log(share);
            }
        }
        return entropy / Math.log(2);
    }

    /** The password of {@code scheme://user:password@host}; what follows is looked at once more, for the user's part. */
    private static int connection(byte[] text, int start, int to, Hits hits) {
        int userEnd = USER.runEnd(text, start, Math.min(to, start + LONGEST_USER));
        hits.spend(userEnd - start);
        if (userEnd == to || text[userEnd] != ':') {
            return start;
        }
        int password = userEnd + 1;
        int end = USER_PASSWORD.runEnd(text, password, Math.min(to, password + LONGEST_VALUE));
        hits.spend(end - password);
        while (end > password && (end == to || text[end] != '@')) {
            end--;
        }
        if (end > password && "$*[".indexOf(text[password]) < 0) {
            hits.add(password, end, Sensitive.SECRET);
        }
        return start;
    }
}
