package io.nexusmcp.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.protocol.json.JsonLimits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads JSON by the grammar of RFC 8259 and the hub's limits, character by character over a decoded text. Shares
 * nothing with the scanner that it judges.
 */
final class PlainJson {
    /** One value; {@code text} is what stands between its two ends. */
    sealed interface Value {
        String text();

        record Members(String text, Map<String, Value> members) implements Value {}

        record Items(String text, List<Value> items) implements Value {}

        record Text(String text, String decoded) implements Value {}

        /** A number, true, false or null. */
        record Word(String text) implements Value {}
    }

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,4})?");
    private static final Pattern WORD = Pattern.compile("true|false|null");
    private static final Pattern ESCAPE = Pattern.compile("\\\\([\"\\\\/bfnrt]|u[0-9a-fA-F]{4})");
    private static final int MAX_NUMBER_LENGTH = 1_000;

    private final String text;
    private final JsonLimits limits;
    private int at;
    private int elements;

    private PlainJson(String text, JsonLimits limits) {
        this.text = text;
        this.limits = limits;
    }

    /** Ends reading at the first thing that is wrong. */
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;

        Wrong() {
            super(null, null, false, false);
        }
    }

    /** The value, or empty for what is not the JSON that the hub reads. */
    static Optional<Value> read(byte[] bytes, JsonLimits limits) {
        try {
            var reader = new PlainJson(
                    UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString(), limits);
            reader.space();
            var value = reader.value(1);
            reader.space();
            return reader.at == reader.text.length() ? Optional.of(value) : Optional.empty();
        } catch (CharacterCodingException | Wrong _) {
            return Optional.empty();
        }
    }

    /** Whether a number is so long that the two may count its characters differently. */
    static boolean hasLongNumber(byte[] bytes) {
        int run = 0;
        for (byte next : bytes) {
            boolean isOfNumber = next >= '0' && next <= '9' || "+-.eE".indexOf(next) >= 0;
            run = isOfNumber ? run + 1 : 0;
            if (run >= MAX_NUMBER_LENGTH) {
                return true;
            }
        }
        return false;
    }

    private Value value(int depth) throws Wrong {
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't', 'f', 'n' -> new Value.Word(match(WORD));
            default -> new Value.Word(match(NUMBER));
        };
    }

    private Value object(int depth) throws Wrong {
        int start = open(depth);
        var members = new LinkedHashMap<String, Value>();
        while (peek() != '}') {
            separate(!members.isEmpty());
            var name = string().decoded();
            require(UTF_8.newEncoder().canEncode(name)); // RFC 8259, 8.2, leaves half a surrogate pair to the reader
            require(name.length() <= limits.maxNameLength());
            space();
            expect(':');
            space();
            require(members.put(name, element(depth)) == null);
            space();
        }
        at++;
        return new Value.Members(text.substring(start, at), members);
    }

    private Value array(int depth) throws Wrong {
        int start = open(depth);
        var items = new ArrayList<Value>();
        while (peek() != ']') {
            separate(!items.isEmpty());
            items.add(element(depth));
            space();
        }
        at++;
        return new Value.Items(text.substring(start, at), items);
    }

    private int open(int depth) throws Wrong {
        require(depth <= limits.maxDepth());
        int start = at++;
        space();
        return start;
    }

    private void separate(boolean isNext) throws Wrong {
        if (isNext) {
            expect(',');
            space();
        }
    }

    private Value element(int depth) throws Wrong {
        require(++elements <= limits.maxElements());
        return value(depth + 1);
    }

    private Value.Text string() throws Wrong {
        int start = at;
        var decoded = new StringBuilder();
        expect('"');
        while (peek() != '"') {
            char c = text.charAt(at);
            require(c >= ' ');
            if (c == '\\') {
                decoded.append(unescaped(match(ESCAPE)));
            } else {
                decoded.append(c);
                at++;
            }
        }
        at++;
        return new Value.Text(text.substring(start, at), decoded.toString());
    }

    private static char unescaped(String escape) {
        return switch (escape.charAt(1)) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> (char) Integer.parseInt(escape.substring(2), 16);
            default -> escape.charAt(1);
        };
    }

    private void space() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() throws Wrong {
        require(at < text.length());
        return text.charAt(at);
    }

    private void expect(char c) throws Wrong {
        require(peek() == c);
        at++;
    }

    private String match(Pattern pattern) throws Wrong {
        var matcher = pattern.matcher(text).region(at, text.length());
        require(matcher.lookingAt());
        at = matcher.end();
        return matcher.group();
    }

    private static void require(boolean holds) throws Wrong {
        if (!holds) {
            throw new Wrong();
        }
    }
}
