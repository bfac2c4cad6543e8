package io.nexusmcp.hub.config;

import io.nexusmcp.hub.config.ConfigNode.Kind;
import io.nexusmcp.hub.config.ConfigNode.Scalar;
import java.util.Optional;

/** Turns scalars of one key into values, and what cannot be turned into problems. */
final class ScalarReader {
    private final Reading reading;
    private final Doc doc;

    /** @param display the value for an operator's eyes */
    record Read<T>(T value, String display) {}

    ScalarReader(Reading reading, Doc doc) {
        this.reading = reading;
        this.doc = doc;
    }

    /** The node, if it is a scalar with a value. */
    Optional<Scalar> scalar(ConfigNode node, String path, ValueType<?> type) {
        if (node instanceof Scalar scalar && scalar.kind() != Kind.NOTHING) {
            return Optional.of(scalar);
        }
        var what = node.isNothing()
                ? "has no value"
                : "is " + node.words() + " where " + type.shape().expected() + " is expected";
        reading.problems.add(Problem.error(node.origin(), path, what, ""));
        return Optional.empty();
    }

    <T> Optional<Read<T>> parse(Scalar scalar, String path, ValueType<T> type) {
        boolean isReference = scalar.origin() instanceof Origin.File && Placeholders.isIn(scalar.text());
        var expanded = isReference ? expand(scalar, path) : Optional.of(scalar);
        if (expanded.isEmpty()) {
            return Optional.empty();
        }
        try {
            var value = type.parse(expanded.get());
            var display = isReference ? scalar.text() : type.display(value);
            return Optional.of(new Read<>(value, display));
        } catch (BadValue bad) {
            boolean isHidden = doc.secret() || isReference || !bad.mayQuote();
            var subject = isHidden ? "" : excerpt(scalar) + " ";
            reading.problems.add(Problem.error(scalar.origin(), path, subject + bad.what(), bad.mend()));
            return Optional.empty();
        }
    }

    private Optional<Scalar> expand(Scalar scalar, String path) {
        int before = reading.problems.count();
        var text = reading.expand(scalar.text(), Problem.Severity.ERROR, scalar.origin(), path);
        return reading.problems.count() > before
                ? Optional.empty()
                : Optional.of(new Scalar(text, Kind.TEXT, scalar.origin(), scalar.span()));
    }

    private static String excerpt(Scalar scalar) {
        return scalar.kind() == Kind.TEXT ? Shown.quoted(scalar.text()) : scalar.text();
    }
}
