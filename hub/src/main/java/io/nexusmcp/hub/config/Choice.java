package io.nexusmcp.hub.config;

import io.nexusmcp.hub.config.ConfigNode.Scalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalLong;

/** One of several words. */
final class Choice<T> extends ValueType<T> {
    private final Map<String, T> choices;
    private final Map<String, String> later;

    /** @param later words of other versions, with their row */
    Choice(Map<String, T> choices, Map<String, String> later) {
        this.choices = choices;
        this.later = later;
    }

    /** The names of constants in lower case. */
    @SafeVarargs
    static <E extends Enum<E>> Choice<E> of(E... constants) {
        var words = new LinkedHashMap<String, E>();
        for (var constant : constants) {
            words.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        return new Choice<>(words, Map.of());
    }

    @Override
    Shape shape() {
        return new Shape(
                Shape.Sort.TEXT,
                "word",
                "",
                "",
                List.copyOf(choices.keySet()),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    @Override
    T parse(Scalar scalar) {
        var choice = choices.get(scalar.text());
        if (choice != null && scalar.kind() == ConfigNode.Kind.TEXT) {
            return choice;
        }
        var row = later.get(scalar.text());
        var words = choices.keySet();
        if (row != null) {
            throw new BadValue("is known, not in this version (" + row + ")", "write " + String.join(" or ", words));
        }
        throw new BadValue(
                words.size() == 1 ? "is not " + String.join("", words) : "is none of " + String.join(", ", words), "");
    }

    @Override
    String show(T value) {
        for (var choice : choices.entrySet()) {
            if (choice.getValue().equals(value)) {
                return choice.getKey();
            }
        }
        throw new NoSuchElementException("not one of the choices");
    }
}
