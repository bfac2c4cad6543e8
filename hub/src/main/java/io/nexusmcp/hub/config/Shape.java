package io.nexusmcp.hub.config;

import java.util.List;
import java.util.OptionalLong;

/**
 * What values a type of key admits, for the reference and the JSON Schema.
 *
 * @param words the type in words, such as {@code whole number}
 * @param unit what a bare number counts, or empty
 * @param bounds the bounds in words, or empty
 * @param choices all that is allowed, where that is a list
 * @param min the smallest bare number
 * @param max the largest bare number
 */
record Shape(
        Sort sort, String words, String unit, String bounds, List<String> choices, OptionalLong min, OptionalLong max) {
    Shape {
        choices = List.copyOf(choices);
    }

    enum Sort {
        TEXT,
        NUMBER,
        /** A number, or a text of a number with a unit. */
        MEASURE,
        BOOLEAN
    }

    /** What a message says is expected. */
    String expected() {
        return sort == Sort.BOOLEAN || words.startsWith("text") || words.startsWith("secret") ? words : "a " + words;
    }

    static Shape text(String words, String bounds) {
        return new Shape(Sort.TEXT, words, "", bounds, List.of(), OptionalLong.empty(), OptionalLong.empty());
    }
}
