package io.nexusmcp.store.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** Growing bytes that hold JSON in ASCII: whatever is not printable ASCII is escaped, so no reader can be misled. */
final class LineBuffer {
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final int ESCAPED_LENGTH = 6;

    private byte[] bytes;
    private int length;

    LineBuffer(int capacity) {
        this.bytes = new byte[capacity];
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    void cutTo(int newLength) {
        length = newLength;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    LineBuffer raw(byte[] ascii) {
        room(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
        return this;
    }

    /** Text known to be plain ASCII. */
    @SuppressWarnings("deprecation") // the only way to copy ASCII without a detour
    LineBuffer raw(String ascii) {
        room(ascii.length());
        ascii.getBytes(0, ascii.length(), bytes, length);
        length += ascii.length();
        return this;
    }

    LineBuffer raw(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    LineBuffer number(long value) {
        return raw(Long.toString(value));
    }

    LineBuffer hex(byte[] value) {
        room(value.length * 2);
        for (byte b : value) {
            bytes[length++] = HEX[b >> 4 & 15];
            bytes[length++] = HEX[b & 15];
        }
        return this;
    }

    /** A JSON string of at most so many characters of the text; what is cut off is marked by three dots. */
    LineBuffer quoted(String text, int maxLength) {
        int end = Math.min(text.length(), maxLength);
        room((end + 1) * ESCAPED_LENGTH);
        bytes[length++] = '"';
        for (int at = 0; at < end; at++) {
            character(isLoneSurrogate(text, at, end) ? '\ufffd' : text.charAt(at));
        }
        if (end < text.length()) {
            raw("...");
        }
        return raw('"');
    }

    private void character(char c) {
        if (c == '"' || c == '\\') {
            bytes[length++] = '\\';
            bytes[length++] = (byte) c;
        } else if (c >= ' ' && c < '\u007f') {
            bytes[length++] = (byte) c;
        } else {
            bytes[length++] = '\\';
            bytes[length++] = 'u';
            bytes[length++] = HEX[c >> 12];
            bytes[length++] = HEX[c >> 8 & 15];
            bytes[length++] = HEX[c >> 4 & 15];
            bytes[length++] = HEX[c & 15];
        }
    }

    private static boolean isLoneSurrogate(String text, int at, int end) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == end || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
