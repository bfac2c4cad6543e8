package io.nexusmcp.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Steps over the names, strings and numbers of a value in the order they stand, over its bytes and without a tree.
 * The value must be one that {@link JsonScanner} accepted. Offsets are those of {@link #source()}, and for strings
 * lie inside the quotes. For one thread.
 */
public final class JsonCursor {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;

    private final byte[] bytes;
    private final int base;
    private final int end;
    private int at;

    /** For each open container the start of its present name, or {@code -1 - index} in an array. */
    private int[] places = new int[8];

    private boolean[] inObject = new boolean[8];
    private int depth;
    private boolean expectsName;

    private Kind kind = Kind.STRING;
    private int start;
    private int stop;
    private boolean hasEscapes;

    /** What the cursor stands on. */
    public enum Kind {
        NAME,
        STRING,
        NUMBER
    }

    public JsonCursor(JsonSlice value) {
        this.bytes = value.source();
        this.base = value.start();
        this.at = base;
        this.end = value.end();
    }

    /** Goes to the next name, string or number; false at the end. */
    public boolean next() {
        while (at < end) {
            byte b = bytes[at];
            switch (b) {
                case '"' -> {
                    string();
                    return true;
                }
                case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                    number();
                    return true;
                }
                case '{', '[' -> open(b == '{');
                case '}', ']' -> depth--;
                case ',' -> nextMember();
                default -> {}
            }
            at++;
        }
        return false;
    }

    private void open(boolean isObject) {
        if (depth == places.length) {
            places = Arrays.copyOf(places, 2 * depth);
            inObject = Arrays.copyOf(inObject, 2 * depth);
        }
        inObject[depth] = isObject;
        places[depth++] = -1;
        expectsName = isObject;
    }

    private void nextMember() {
        expectsName = inObject[depth - 1];
        if (!expectsName) {
            places[depth - 1]--;
        }
    }

    private void string() {
        start = at + 1;
        hasEscapes = false;
        int end = endOfPlain(start);
        while (bytes[end] != '"') {
            hasEscapes = true;
            end = endOfPlain(end + 2);
        }
        stop = end;
        at = end + 1;
        kind = expectsName ? Kind.NAME : Kind.STRING;
        if (expectsName) {
            places[depth - 1] = start;
            expectsName = false;
        }
    }

    /** The first quote or backslash from here on, eight bytes a step. */
    private int endOfPlain(int from) {
        int i = from;
        while (i + Long.BYTES <= end) {
            long eight = (long) LONG.get(bytes, i);
            if ((zeroes(eight ^ QUOTES) | zeroes(eight ^ BACKSLASHES)) != 0) {
                break;
            }
            i += Long.BYTES;
        }
        while (bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }

    private static long zeroes(long eight) {
        return (eight - ONES) & ~eight & HIGH_BITS;
    }

    private void number() {
        start = at;
        while (at < end && isOfNumber(bytes[at])) {
            at++;
        }
        stop = at;
        kind = Kind.NUMBER;
        hasEscapes = false;
    }

    private static boolean isOfNumber(byte b) {
        return b >= '0' && b <= '9' || b == '.' || b == '-' || b == '+' || b == 'e' || b == 'E';
    }

    public Kind kind() {
        return kind;
    }

    /** The bytes the value lies in; they must not be changed. */
    public byte[] source() {
        return bytes;
    }

    /** Where the whole value starts. */
    public int valueStart() {
        return base;
    }

    /** Where the whole value ends. */
    public int valueEnd() {
        return end;
    }

    public int start() {
        return start;
    }

    public int stop() {
        return stop;
    }

    /** Whether the string here has a backslash, so that its text differs from its bytes. */
    public boolean hasEscapes() {
        return hasEscapes;
    }

    /** The decoded text of the string here, or the number as it stands. */
    public String text() {
        return hasEscapes
                ? JsonScanner.decode(new JsonSlice(bytes, start - 1, stop + 1))
                : new String(bytes, start, stop - start, UTF_8);
    }

    /** Whether the string or name here is this text; the text must be ASCII without quotes and backslashes. */
    public boolean is(String ascii) {
        if (hasEscapes) {
            return text().equals(ascii);
        }
        if (stop - start != ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes[start + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The name this value stands under, or an empty text in an array and at the root. */
    public String memberName() {
        return depth > 0 && inObject[depth - 1] ? nameAt(places[depth - 1]) : "";
    }

    /** How to get here from the root: names, and the numbers of items. */
    public List<String> steps() {
        var steps = new ArrayList<String>();
        for (int level = 0; level < depth; level++) {
            steps.add(inObject[level] ? nameAt(places[level]) : Integer.toString(-1 - places[level]));
        }
        return steps;
    }

    /** The place for a message. */
    public String path() {
        var path = new JsonPath();
        for (int level = 0; level < depth; level++) {
            if (inObject[level]) {
                path.name(nameAt(places[level]));
            } else {
                path.index(-1 - places[level]);
            }
        }
        return path.toString();
    }

    private String nameAt(int from) {
        int end = endOfPlain(from);
        boolean isEscaped = bytes[end] == '\\';
        while (bytes[end] != '"') {
            end = endOfPlain(end + 2);
        }
        return isEscaped
                ? JsonScanner.decode(new JsonSlice(bytes, from - 1, end + 1))
                : new String(bytes, from, end - from, UTF_8);
    }
}
