package io.nexusmcp.hub.config;

import io.nexusmcp.hub.config.ConfigNode.Scalar;

/**
 * How one kind of scalar is read, shown and described. Classes rather than functions: a start reads every key once, and
 * a function costs the machine more to link than to call.
 */
abstract class ValueType<T> {
    abstract Shape shape();

    /** The value, or {@link BadValue}. */
    abstract T parse(Scalar scalar);

    /** The value as it is written in a file. */
    String show(T value) {
        return String.valueOf(value);
    }

    /** The value for an operator's eyes. */
    String display(T value) {
        return show(value);
    }

    /** A type of text: numbers and booleans without quotes are refused. */
    abstract static class OfText<T> extends ValueType<T> {
        @Override
        final T parse(Scalar scalar) {
            if (scalar.kind() != ConfigNode.Kind.TEXT) {
                throw new BadValue("is " + scalar.kind().words() + " where text is expected", "put it in quotes");
            }
            return parse(scalar.text());
        }

        abstract T parse(String text);
    }
}
