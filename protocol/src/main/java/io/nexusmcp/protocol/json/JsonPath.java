package io.nexusmcp.protocol.json;

/**
 * A place in a JSON value as messages show it: {@code $.user.tags[2]}. A name that is not a plain word is shown as
 * {@code *}, so that a message never repeats text of the caller's making.
 */
public final class JsonPath {
    private static final int MAX_NAME_LENGTH = 64;
    private static final int MAX_LENGTH = 256;

    private final StringBuilder text = new StringBuilder("$");

    public JsonPath name(String name) {
        if (text.length() < MAX_LENGTH) {
            text.append('.').append(isPlain(name) ? name : "*");
        }
        return this;
    }

    public JsonPath index(int index) {
        if (text.length() < MAX_LENGTH) {
            text.append('[').append(index).append(']');
        }
        return this;
    }

    private static boolean isPlain(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_NAME_LENGTH
                && name.chars().allMatch(JsonPath::isPlain);
    }

    private static boolean isPlain(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '$';
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
