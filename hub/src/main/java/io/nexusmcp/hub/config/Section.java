package io.nexusmcp.hub.config;

import io.nexusmcp.hub.config.ConfigKey.Form;
import io.nexusmcp.hub.config.ConfigNode.Mapping;
import io.nexusmcp.hub.config.ConfigNode.Scalar;
import io.nexusmcp.hub.config.ConfigNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The keys below one path. A record reads itself by asking for its keys with type, default and sentence; what is
 * written and was not asked for is unknown. The same questions, asked of a reading that describes, make the reference.
 */
final class Section {
    private final Reading reading;
    private final Place place;
    private final Mapping node;
    private final Set<String> known = new LinkedHashSet<>();

    private Section(Reading reading, Place place, Mapping node) {
        this.reading = reading;
        this.place = place;
        this.node = node;
        reading.opened(this);
    }

    /** The top of the file; {@link Reading#finish} names what nobody asked for. */
    static Section root(Reading reading, Mapping root) {
        return new Section(reading, Place.ROOT, root);
    }

    Reading reading() {
        return reading;
    }

    String path() {
        return place.path();
    }

    /** Whether the key is written in the file. */
    boolean has(String name) {
        return node.members().containsKey(name);
    }

    <T> T value(Doc doc, ValueType<T> type, T fallback) {
        return find(doc, type, type.show(fallback)).orElse(fallback);
    }

    /** A key without a default. */
    <T> Optional<T> optional(Doc doc, ValueType<T> type) {
        return find(doc, type, "");
    }

    /** A key that must be written. */
    <T> Optional<T> required(Doc doc, ValueType<T> type) {
        var value = find(doc, type, "");
        if (value.isEmpty() && !has(doc.name())) {
            reading.problems.add(
                    Problem.error(node.origin(), place.below(doc.name()).path(), "is missing", ""));
        }
        return value;
    }

    <T> List<T> list(Doc doc, ValueType<T> type, List<T> fallback) {
        return list(doc, type, fallback, UnaryOperator.identity());
    }

    /** @param display makes the items fit for an operator's eyes */
    <T> List<T> list(Doc doc, ValueType<T> type, List<T> fallback, UnaryOperator<List<String>> display) {
        var at = enter(doc);
        var exact = new ArrayList<String>();
        for (var item : fallback) {
            exact.add(type.show(item));
        }
        describe(at, Form.LIST, type, doc, Shown.list(exact));
        var sequence = reading.hold(at.path(), doc, child(doc, Sequence.class, "a list"), Sequence.class);
        if (sequence.isEmpty()) {
            note(at, doc, Shown.list(exact), Shown.list(exact), new Origin.Default());
            return fallback;
        }
        exact.clear();
        var reader = new ScalarReader(reading, doc);
        var values = new ArrayList<T>();
        var shown = new ArrayList<String>();
        for (var item : sequence.get().items()) {
            var scalar = reader.scalar(item, at.path(), type);
            var read = scalar.isEmpty()
                    ? Optional.<ScalarReader.Read<T>>empty()
                    : reader.parse(scalar.get(), at.path(), type);
            if (read.isPresent()) {
                values.add(read.get().value());
                exact.add(type.show(read.get().value()));
                shown.add(read.get().display());
            }
        }
        note(
                at,
                doc,
                Shown.list(display.apply(shown)),
                Shown.list(exact),
                sequence.get().origin());
        return List.copyOf(values);
    }

    /** Keys of fixed names. */
    Section section(Doc doc) {
        var at = enter(doc);
        describe(at, Form.SECTION, Values.TEXT, doc, "");
        return new Section(reading, at, child(doc, Mapping.class, "a section").orElse(Mapping.EMPTY));
    }

    /**
     * Values or sections by names that the operator chooses.
     *
     * @param placeholder stands for the name in the reference
     */
    Section named(Doc doc, String placeholder) {
        var at = enter(doc);
        describe(at, Form.NAMED, Values.TEXT, doc, "");
        var mapping = child(doc, Mapping.class, "a section").orElse(Mapping.EMPTY);
        return new Section(reading, at.holding(placeholder), mapping);
    }

    /** The names that the operator chose, in their order; of a section from {@link #named} only. */
    Set<String> names() {
        return reading.describes()
                ? Set.of(place.placeholder())
                : node.members().keySet();
    }

    /** A list of sections, or empty where there is none. */
    Optional<List<Section>> items(Doc doc, String fallback) {
        var at = enter(doc);
        describe(at, Form.ITEMS, Values.TEXT, doc, fallback);
        if (reading.describes()) {
            return Optional.of(List.of(new Section(reading, place.item(doc.name(), 0), Mapping.EMPTY)));
        }
        var sequence = reading.hold(at.path(), doc, child(doc, Sequence.class, "a list"), Sequence.class);
        if (sequence.isEmpty()) {
            note(at, doc, fallback, fallback, new Origin.Default());
            return Optional.empty();
        }
        var sections = new ArrayList<Section>();
        var items = sequence.get().items();
        for (int index = 0; index < items.size(); index++) {
            var item = place.item(doc.name(), index);
            if (items.get(index) instanceof Mapping mapping) {
                sections.add(new Section(reading, item, mapping));
            } else {
                var what = "is " + items.get(index).words() + " where a section is expected";
                reading.problems.add(Problem.error(items.get(index).origin(), item.path(), what, ""));
            }
        }
        var count = items.size() == 1 ? "1 item" : items.size() + " items";
        note(at, doc, count, count, sequence.get().origin());
        return Optional.of(sections);
    }

    /** Names what is written here and was not asked for. */
    void reportUnknownKeys() {
        if (!known.containsAll(node.members().keySet())) {
            new UnknownKeys(reading, known).report(node, place.path(), place.pattern());
        }
    }

    /** Adds a problem with one of the keys, at its place, or with the section as a whole. */
    void problem(String name, String what, String mend) {
        report(Problem.Severity.ERROR, name, what, mend);
    }

    void warn(String name, String what, String mend) {
        report(Problem.Severity.WARNING, name, what, mend);
    }

    private void report(Problem.Severity severity, String name, String what, String mend) {
        var path = name.isEmpty() ? place.path() : place.below(name).path();
        var member = node.members().get(name);
        var where = member == null ? reading.origin(path) : member.value().origin();
        boolean isUnplaced = where instanceof Origin.Default;
        reading.problems.add(new Problem(severity, isUnplaced ? node.origin() : where, path, what, mend));
    }

    private <T> Optional<T> find(Doc doc, ValueType<T> type, String fallback) {
        var at = enter(doc);
        describe(at, Form.VALUE, type, doc, fallback);
        var variable = at.hasVariables() ? ConfigKey.variableFor(at.path()) : "";
        var reader = new ScalarReader(reading, doc);
        var member = node.members().get(doc.name());
        var inFile = member == null ? Optional.<Scalar>empty() : reader.scalar(member.value(), at.path(), type);
        var chosen = reading.choose(at.path(), variable, doc, inFile);
        if (chosen.isEmpty()) {
            note(at, doc, fallback, fallback, new Origin.Default());
            return Optional.empty();
        }
        var read = reader.parse(chosen.get(), at.path(), type);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        var value = read.get().value();
        note(at, doc, read.get().display(), type.show(value), chosen.get().origin());
        return Optional.of(value);
    }

    private void note(Place at, Doc doc, String display, String exact, Origin origin) {
        var isHidden = doc.secret() && !(origin instanceof Origin.Default);
        reading.note(new Setting(at.path(), isHidden ? Shown.HIDDEN : display, origin, doc.live()), exact);
    }

    private Place enter(Doc doc) {
        known.add(doc.name());
        return place.below(doc.name());
    }

    private void describe(Place at, Form form, ValueType<?> type, Doc doc, String fallback) {
        if (reading.describes()) {
            var shape = form == Form.VALUE || form == Form.LIST ? type.shape() : ConfigKey.NO_SHAPE;
            var variable = at.hasVariables() && form == Form.VALUE ? ConfigKey.variableFor(at.pattern()) : "";
            reading.describe(new ConfigKey(at.pattern(), form, shape, doc, fallback, variable));
        }
    }

    private <N extends ConfigNode> Optional<N> child(Doc doc, Class<N> form, String expected) {
        var member = node.members().get(doc.name());
        if (member == null || form == Mapping.class && member.value().isNothing()) {
            return Optional.empty();
        }
        if (form.isInstance(member.value())) {
            return Optional.of(form.cast(member.value()));
        }
        var what = "is " + member.value().words() + " where " + expected + " is expected";
        reading.problems.add(
                Problem.error(member.value().origin(), place.below(doc.name()).path(), what, ""));
        return Optional.empty();
    }
}
