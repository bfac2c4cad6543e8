package io.nexusmcp.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.JsonNode;

/**
 * One JSON value by reference: the bytes as they came, between two offsets of an array that nobody changes.
 * Made by {@link JsonScanner}, so its text is valid JSON; code that builds one from a literal vouches for it.
 */
public final class JsonSlice {
    private final byte[] source;
    private final int start;
    private final int end;

    JsonSlice(byte[] source, int start, int end) {
        this.source = source;
        this.start = start;
        this.end = end;
    }

    /** A value whose text is known to be valid JSON, such as a literal or one that was just written. */
    public static JsonSlice trusted(String json) {
        var bytes = json.getBytes(UTF_8);
        return new JsonSlice(bytes, 0, bytes.length);
    }

    /** A value whose bytes are known to be valid JSON; the array must not be changed afterwards. */
    public static JsonSlice trusted(byte[] json) {
        return new JsonSlice(json, 0, json.length);
    }

    /** The JSON string for a text. */
    public static JsonSlice string(String value) {
        return trusted(JsonText.quote(value));
    }

    /** Size in bytes. */
    public int length() {
        return end - start;
    }

    public boolean isString() {
        return source[start] == '"';
    }

    public boolean isObject() {
        return source[start] == '{';
    }

    public boolean isArray() {
        return source[start] == '[';
    }

    public boolean isNull() {
        return source[start] == 'n';
    }

    public boolean isNumber() {
        return source[start] == '-' || source[start] >= '0' && source[start] <= '9';
    }

    public boolean isBoolean() {
        return source[start] == 't' || source[start] == 'f';
    }

    /** The number, string, true, false or null as its JSON text. */
    public String text() {
        return new String(source, start, end - start, UTF_8);
    }

    /** The decoded text of a JSON string; {@link JsonProblem} when this value is of another type. */
    public String asString() {
        if (!isString()) {
            throw new JsonProblem("expected a string");
        }
        for (int at = start + 1; at < end - 1; at++) {
            if (source[at] == '\\') {
                return JsonScanner.decode(this);
            }
        }
        return new String(source, start + 1, end - start - 2, UTF_8);
    }

    /** The direct members of this object; {@link JsonProblem} when this value is of another type. */
    public JsonObject asObject() {
        return JsonScanner.members(this);
    }

    /** The items of this array; {@link JsonProblem} when this value is of another type. */
    public List<JsonSlice> asArray() {
        return JsonScanner.items(this);
    }

    /** A tree for checks that need one; numbers keep every digit. Never written back to the wire. */
    public JsonNode tree() {
        return JsonScanner.tree(source, start, end - start);
    }

    /** The same value with an array of its own, so that keeping it does not keep the message it came in. */
    public JsonSlice detached() {
        return trusted(toBytes());
    }

    /** The tokens one after another, for checks that need no tree; to be closed. */
    public JsonParser tokens() {
        return JsonScanner.tokens(source, start, end - start);
    }

    /**
     * The same value without line breaks, for transports that end a message with one. In valid JSON a raw line break
     * stands between tokens only, so that a space means the same.
     */
    public JsonSlice onOneLine() {
        if (!hasLineBreak()) {
            return this;
        }
        var bytes = Arrays.copyOfRange(source, start, end);
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == '\n' || bytes[at] == '\r') {
                bytes[at] = ' ';
            }
        }
        return trusted(bytes);
    }

    public boolean hasLineBreak() {
        for (int at = start; at < end; at++) {
            if (source[at] == '\n' || source[at] == '\r') {
                return true;
            }
        }
        return false;
    }

    public byte[] toBytes() {
        return start == 0 && end == source.length ? source : Arrays.copyOfRange(source, start, end);
    }

    /** Writes the bytes into an array and gives the place after them. */
    public int copyTo(byte[] target, int at) {
        System.arraycopy(source, start, target, at, end - start);
        return at + end - start;
    }

    public void writeTo(OutputStream out) throws IOException {
        out.write(source, start, end - start);
    }

    /** The bytes without a copy, for channels. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(source, start, end - start).asReadOnlyBuffer();
    }

    byte[] source() {
        return source;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** The byte at an offset inside this value. */
    public byte at(int offset) {
        return source[start + offset];
    }

    /** Bytes are compared, so {@code 1.0} and {@code 1} differ. */
    @Override
    public boolean equals(Object other) {
        return other instanceof JsonSlice that && Arrays.equals(source, start, end, that.source, that.start, that.end);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int at = start; at < end; at++) {
            hash = 31 * hash + source[at];
        }
        return hash;
    }

    /** Says the size only: values may hold secrets. */
    @Override
    public String toString() {
        return "JsonSlice[" + length() + " bytes]";
    }
}
