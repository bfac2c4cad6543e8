package io.nexusmcp.hub.config;

import java.util.function.Function;

/**
 * How one kind of scalar is read, shown and described.
 *
 * @param parse gives the value or throws {@link BadValue}
 * @param show the value as it is written in a file
 * @param display the value for an operator's eyes
 */
record ValueType<T>(
        Shape shape, Function<ConfigNode.Scalar, T> parse, Function<T, String> show, Function<T, String> display) {
    ValueType(Shape shape, Function<ConfigNode.Scalar, T> parse, Function<T, String> show) {
        this(shape, parse, show, show);
    }

    /** A type of text: numbers and booleans without quotes are refused. */
    static <T> ValueType<T> ofText(Shape shape, Function<String, T> parse, Function<T, String> show) {
        return new ValueType<>(
                shape,
                scalar -> {
                    if (scalar.kind() != ConfigNode.Kind.TEXT) {
                        throw new BadValue("is " + scalar.kind().words() + " where text is expected", "put it in quotes");
                    }
                    return parse.apply(scalar.text());
                },
                show);
    }

    ValueType<T> displayedAs(Function<T, String> other) {
        return new ValueType<>(shape, parse, show, other);
    }

    /** The same type with one more condition. */
    ValueType<T> and(String bounds, Function<T, Boolean> holds, String what, String mend) {
        var wider = new Shape(
                shape.sort(), shape.words(), shape.unit(), bounds, shape.choices(), shape.min(), shape.max());
        return new ValueType<>(
                wider,
                scalar -> {
                    var value = parse.apply(scalar);
                    if (!holds.apply(value)) {
                        throw new BadValue(what, mend);
                    }
                    return value;
                },
                show,
                display);
    }
}
