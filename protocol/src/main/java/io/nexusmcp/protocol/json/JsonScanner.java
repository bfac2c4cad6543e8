package io.nexusmcp.protocol.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a JSON text once and strictly (RFC 8259): UTF-8, unique names, nesting, sizes, one value and nothing after
 * it. The members of the envelope and of {@code params}, {@code result}, {@code error} and their {@code _meta} are
 * indexed on the way.
 */
public final class JsonScanner {
    private static final Set<String> INDEXED = Set.of("params", "result", "error", "_meta");
    private static final int INDEX_DEPTH = 3;
    private static final int MAX_NUMBER_LENGTH = 1_000;
    private static final int MAX_EXPONENT_DIGITS = 4;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonLimits.MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(JsonLimits.MAX_NAME_LENGTH)
                    .build())
            .build();

    /** For what has been scanned, so that names are known to be unique. */
    private static final JsonFactory SCANNED = FACTORY.rebuild()
            .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final JsonMapper TREES = JsonMapper.builder(SCANNED)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final byte[] bytes;
    private final JsonParser parser;
    private final JsonLimits limits;
    private int elements;

    private JsonScanner(byte[] bytes, int start, int length, JsonLimits limits) {
        this.bytes = bytes;
        this.limits = limits;
        this.parser = FACTORY.createParser(ObjectReadContext.empty(), bytes, start, length);
    }

    /** Checks a whole text and gives its root; {@link JsonProblem} names what is wrong and where. */
    public static JsonSlice scan(byte[] bytes, JsonLimits limits) {
        var root = scanRoot(bytes, limits);
        return root.value;
    }

    /** Checks a whole text whose root must be an object. */
    public static JsonObject scanObject(byte[] bytes, JsonLimits limits) {
        var root = scanRoot(bytes, limits);
        if (root.index == null) {
            throw new JsonProblem("expected a JSON object");
        }
        return root.index;
    }

    private static JsonObject.Member scanRoot(byte[] bytes, JsonLimits limits) {
        refuseOtherEncodings(bytes);
        Utf8.check(bytes);
        var scanner = new JsonScanner(bytes, 0, bytes.length, limits);
        try (var parser = scanner.parser) {
            if (parser.nextToken() == null) {
                throw new JsonProblem("the body is empty");
            }
            var root = scanner.value("params", 1);
            if (parser.nextToken() != null) {
                throw new JsonProblem("there is text after the JSON value");
            }
            return root;
        } catch (StreamConstraintsException _) {
            throw new JsonProblem("a number, a name or the nesting is over its limit");
        } catch (JacksonException problem) {
            var place = problem.getLocation();
            throw new JsonProblem("not valid JSON at byte " + (place == null ? 0 : place.getByteOffset()));
        }
    }

    /** Jackson would guess UTF-16 and UTF-32 and skip a byte order mark; RFC 8259 section 8.1 allows none of it. */
    private static void refuseOtherEncodings(byte[] bytes) {
        for (int at = 0; at < Math.min(4, bytes.length); at++) {
            if (bytes[at] == 0) {
                throw new JsonProblem("the body is not UTF-8");
            }
        }
        if (bytes.length > 0 && bytes[0] == (byte) 0xEF) {
            throw new JsonProblem("the body starts with a byte order mark");
        }
    }

    private JsonObject.Member value(String name, int depth) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        if (parser.currentToken() == JsonToken.START_OBJECT && depth <= INDEX_DEPTH && INDEXED.contains(name)) {
            var members = new ArrayList<JsonObject.Member>();
            checkDepth(depth);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var child = checkedName();
                parser.nextToken();
                count();
                members.add(value(child, depth + 1));
            }
            var whole = new JsonSlice(bytes, start, endOfToken());
            return new JsonObject.Member(name, whole, new JsonObject(whole, members));
        }
        skip(depth);
        return new JsonObject.Member(name, new JsonSlice(bytes, start, endOfValue()), null);
    }

    /** Walks over one value without an index; the parser checks syntax and duplicates, this the bounds. */
    private void skip(int depth) {
        int open = 0;
        while (true) {
            switch (parser.currentToken()) {
                case START_OBJECT, START_ARRAY -> checkDepth(depth + open++);
                case END_OBJECT, END_ARRAY -> open--;
                case PROPERTY_NAME -> checkedName();
                case VALUE_NUMBER_FLOAT -> checkExponent();
                default -> parser.finishToken();
            }
            if (open == 0) {
                return;
            }
            var token = parser.nextToken();
            if (token == null) {
                throw new JsonProblem("the text ends inside a value");
            }
            if (token.isScalarValue() || token.isStructStart()) {
                count();
            }
        }
    }

    /** Every member and item counts once, when its value begins. */
    private void count() {
        if (++elements > limits.maxElements()) {
            throw new JsonProblem("more than " + limits.maxElements() + " members and items");
        }
    }

    private String checkedName() {
        var name = parser.currentName();
        if (name.length() > limits.maxNameLength()) {
            throw new JsonProblem("a member name is longer than " + limits.maxNameLength() + " characters");
        }
        return name;
    }

    private void checkDepth(int depth) {
        if (depth > limits.maxDepth()) {
            throw new JsonProblem("nested deeper than " + limits.maxDepth());
        }
    }

    /** The parser bounds the length of numbers; an exponent is what makes a short number huge. */
    private void checkExponent() {
        var text = parser.getString();
        int exponent = Math.max(text.indexOf('e'), text.indexOf('E'));
        if (exponent < 0) {
            return;
        }
        int digits = text.length() - exponent - 1;
        char sign = text.charAt(exponent + 1);
        if (sign == '+' || sign == '-') {
            digits--;
        }
        if (digits > MAX_EXPONENT_DIGITS) {
            throw new JsonProblem("a number's exponent has more than " + MAX_EXPONENT_DIGITS + " digits");
        }
    }

    /** After a number at the root the parser has taken one white space as well. */
    private int endOfValue() {
        int end = endOfToken();
        return bytes[end - 1] <= ' ' ? end - 1 : end;
    }

    private int endOfToken() {
        parser.finishToken();
        return (int) parser.currentLocation().getByteOffset();
    }

    static JsonObject members(JsonSlice object) {
        if (!object.isObject()) {
            throw new JsonProblem("expected an object");
        }
        var scanner = new JsonScanner(object.source(), object.start(), object.length(), JsonLimits.DEFAULT);
        try (var parser = scanner.parser) {
            parser.nextToken();
            var members = new ArrayList<JsonObject.Member>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                var name = parser.currentName();
                parser.nextToken();
                members.add(new JsonObject.Member(name, scanner.child(object), null));
            }
            return new JsonObject(object, members);
        }
    }

    static List<JsonSlice> items(JsonSlice array) {
        if (!array.isArray()) {
            throw new JsonProblem("expected an array");
        }
        var scanner = new JsonScanner(array.source(), array.start(), array.length(), JsonLimits.DEFAULT);
        try (var parser = scanner.parser) {
            parser.nextToken();
            var items = new ArrayList<JsonSlice>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(scanner.child(array));
            }
            return items;
        }
    }

    private JsonSlice child(JsonSlice parent) {
        int from = parent.start() + (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        return new JsonSlice(bytes, from, parent.start() + endOfToken());
    }

    static String decode(JsonSlice string) {
        return tree(string.source(), string.start(), string.length()).stringValue();
    }

    static JsonParser tokens(byte[] bytes, int start, int length) {
        return SCANNED.createParser(ObjectReadContext.empty(), bytes, start, length);
    }

    static JsonNode tree(byte[] bytes, int start, int length) {
        return TREES.readTree(bytes, start, length);
    }
}
