package io.nexusmcp.hub.config;

import io.nexusmcp.hub.config.ConfigKey.Form;
import io.nexusmcp.hub.config.ConfigNode.Mapping;
import io.nexusmcp.hub.config.ConfigNode.Scalar;
import io.nexusmcp.hub.config.ConfigNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
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
    }

    /** Reads the whole configuration. */
    static <T> T readRoot(Reading reading, Mapping root, Function<Section, T> read) {
        return new Section(reading, Place.ROOT, root).readAll(read);
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
        return find(doc, type, type.show().apply(fallback)).orElse(fallback);
    }

    /** A key without a default. */
    <T> Optional<T> optional(Doc doc, ValueType<T> type) {
        return find(doc, type, "");
    }

    /** A key that must be written. */
    <T> Optional<T> required(Doc doc, ValueType<T> type) {
        var value = find(doc, type, "");
        if (value.isEmpty() && !has(doc.name())) {
            reading.problems.add(Problem.error(node.origin(), place.below(doc.name()).path(), "is missing", ""));
        }
        return value;
    }

    <T> List<T> list(Doc doc, ValueType<T> type, List<T> fallback) {
        return list(doc, type, fallback, UnaryOperator.identity());
    }

    /** @param display makes the items fit for an operator's eyes */
    <T> List<T> list(Doc doc, ValueType<T> type, List<T> fallback, UnaryOperator<List<String>> display) {
        var fallbackText = fallback.isEmpty() ? "[]" : Shown.list(all(fallback, type.show()));
        var at = enter(doc, Form.LIST, type.shape(), fallbackText);
        var sequence = child(doc, Sequence.class, "a list");
        if (sequence.isEmpty()) {
            note(at, doc, fallbackText, fallbackText, new Origin.Default());
            return fallback;
        }
        var reader = new ScalarReader(reading, doc);
        var values = new ArrayList<T>();
        var shown = new ArrayList<String>();
        for (var item : sequence.get().items()) {
            reader.scalar(item, at.path(), type).ifPresent(scalar -> reader.parse(scalar, at.path(), type)
                    .ifPresent(read -> {
                        values.add(read.value());
                        shown.add(read.display());
                    }));
        }
        var exact = Shown.list(all(values, type.show()));
        note(at, doc, Shown.list(display.apply(shown)), exact, sequence.get().origin());
        return List.copyOf(values);
    }

    /** Keys of fixed names. */
    <T> T section(Doc doc, Function<Section, T> read) {
        var at = enter(doc, Form.SECTION, ConfigKey.NO_SHAPE, "");
        var mapping = child(doc, Mapping.class, "a section").orElse(Mapping.EMPTY);
        return new Section(reading, at, mapping).readAll(read);
    }

    /**
     * Values or sections by names that the operator chooses, in their order.
     *
     * @param placeholder stands for the name in the reference
     * @param read is given this very section and the name to read
     */
    <T> SequencedMap<String, T> each(Doc doc, String placeholder, BiFunction<Section, String, T> read) {
        var at = enter(doc, Form.NAMED, ConfigKey.NO_SHAPE, "");
        var mapping = child(doc, Mapping.class, "a section").orElse(Mapping.EMPTY);
        var names = reading.describes() ? Set.of(placeholder) : mapping.members().keySet();
        var values = new LinkedHashMap<String, T>();
        for (var name : names) {
            values.put(name, read.apply(new Section(reading, at.holding(placeholder), mapping), name));
        }
        return values;
    }

    /** A list of sections; what cannot be read is left out, and is a problem by then. */
    <T> List<T> items(Doc doc, Function<Section, Optional<T>> read, List<T> fallback, String fallbackText) {
        var at = enter(doc, Form.ITEMS, ConfigKey.NO_SHAPE, fallbackText);
        if (reading.describes()) {
            var unused = new Section(reading, place.item(doc.name(), 0), Mapping.EMPTY).readAll(read);
            return unused.map(List::of).orElse(fallback);
        }
        var sequence = child(doc, Sequence.class, "a list");
        if (sequence.isEmpty()) {
            note(at, doc, fallbackText, fallbackText, new Origin.Default());
            return fallback;
        }
        var values = new ArrayList<T>();
        var items = sequence.get().items();
        for (int index = 0; index < items.size(); index++) {
            var item = place.item(doc.name(), index);
            mapping(items.get(index), item.path())
                    .flatMap(mapping -> new Section(reading, item, mapping).readAll(read))
                    .ifPresent(values::add);
        }
        note(at, doc, items.size() + " items", String.valueOf(items.size()), sequence.get().origin());
        return List.copyOf(values);
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
        var at = enter(doc, Form.VALUE, type.shape(), fallback);
        var variable = at.hasVariables() ? ConfigKey.variableFor(at.path()) : "";
        var reader = new ScalarReader(reading, doc);
        var inFile = Optional.ofNullable(node.members().get(doc.name()))
                .flatMap(member -> reader.scalar(member.value(), at.path(), type));
        var chosen = reading.choose(at.path(), variable, doc, inFile);
        if (chosen.isEmpty()) {
            note(at, doc, fallback, fallback, new Origin.Default());
            return Optional.empty();
        }
        return chosen.flatMap(scalar -> reader.parse(scalar, at.path(), type)).map(read -> {
            note(at, doc, read.display(), type.show().apply(read.value()), chosen.get().origin());
            return read.value();
        });
    }

    private void note(Place at, Doc doc, String display, String exact, Origin origin) {
        var isHidden = doc.secret() && !(origin instanceof Origin.Default);
        reading.note(new Setting(at.path(), isHidden ? Shown.HIDDEN : display, origin, doc.live()), exact);
    }

    private Place enter(Doc doc, Form form, Shape shape, String fallback) {
        known.add(doc.name());
        var at = place.below(doc.name());
        if (reading.describes()) {
            var variable = at.hasVariables() && form == Form.VALUE ? ConfigKey.variableFor(at.pattern()) : "";
            reading.describe(new ConfigKey(at.pattern(), form, shape, doc, fallback, variable));
        }
        return at;
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
        reading.problems.add(Problem.error(member.value().origin(), place.below(doc.name()).path(), what, ""));
        return Optional.empty();
    }

    private Optional<Mapping> mapping(ConfigNode item, String path) {
        if (item instanceof Mapping mapping) {
            return Optional.of(mapping);
        }
        var what = "is " + item.words() + " where a section is expected";
        reading.problems.add(Problem.error(item.origin(), path, what, ""));
        return Optional.empty();
    }

    private <T> T readAll(Function<Section, T> read) {
        var value = read.apply(this);
        new UnknownKeys(reading, known).report(node, place.path(), place.pattern());
        return value;
    }

    private static <T> List<String> all(List<T> values, Function<T, String> show) {
        return values.stream().map(show).toList();
    }
}
