package io.nexusmcp.openapi;

import io.nexusmcp.openapi.Location.Style;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Writes arguments as {@code name=value} pairs: of a query, or of a form, which differ in their encoding only. */
final class QueryWriter {
    private static final int MAX_DEPTH = 16;

    private final UnaryOperator<String> encoding;
    private final Set<String> taken;
    private final List<String> pairs = new ArrayList<>();

    /** @param taken names in lower case that the members of an object cannot have, since they mean something else */
    QueryWriter(UnaryOperator<String> encoding, Set<String> taken) {
        this.encoding = encoding;
        this.taken = taken;
    }

    void write(Slot slot, JsonSlice value) {
        if (slot.style() == Style.DEEP_OBJECT && !slot.isJson()) {
            deep(slot, slot.name(), value, 0);
        } else {
            Written.of(value, slot).ifPresent(written -> write(slot, written));
        }
    }

    private void write(Slot slot, Written written) {
        switch (written) {
            case Written.One(var text) -> pair(slot.name(), value(slot, text));
            case Written.Row(var texts) -> row(slot, texts);
            case Written.Named(var texts) -> {
                if (slot.isExploded()) {
                    texts.forEach((name, text) -> member(slot, name, text));
                } else {
                    var flat = new ArrayList<String>();
                    texts.forEach((name, text) -> flat.addAll(List.of(name, text)));
                    joined(slot, flat);
                }
            }
        }
    }

    private void member(Slot slot, String name, String text) {
        if (taken.contains(name.toLowerCase(Locale.ROOT))) {
            throw Written.refused(slot.argument(), "reserved-name");
        }
        pair(name, value(slot, text));
    }

    private void row(Slot slot, List<String> texts) {
        if (slot.isExploded()) {
            texts.forEach(text -> pair(slot.name(), value(slot, text)));
        } else {
            joined(slot, texts);
        }
    }

    /** A text with the delimiter in it would come to be several. */
    private void joined(Slot slot, List<String> texts) {
        var delimiter = switch (slot.style()) {
            case SPACE_DELIMITED -> " ";
            case PIPE_DELIMITED -> "|";
            case SIMPLE, LABEL, MATRIX, FORM, DEEP_OBJECT -> ",";
        };
        boolean isEncoded = !delimiter.equals(",");
        if (texts.stream().anyMatch(text -> text.contains(delimiter) && (isEncoded || slot.isReserved()))) {
            throw Written.refused(slot.argument(), "delimiter");
        }
        if (!texts.isEmpty()) {
            pair(
                    slot.name(),
                    texts.stream()
                            .map(text -> value(slot, text))
                            .collect(Collectors.joining(isEncoded ? encoding.apply(delimiter) : delimiter)));
        }
    }

    private void deep(Slot slot, String name, JsonSlice value, int depth) {
        if (depth > MAX_DEPTH) {
            throw Written.refused(slot.argument(), "nested-value");
        }
        if (value.isObject()) {
            var object = value.asObject();
            object.names()
                    .forEach(key ->
                            deep(slot, name + "[" + key + "]", object.get(key).orElseThrow(), depth + 1));
        } else if (value.isArray()) {
            int index = 0;
            for (var item : value.asArray()) {
                deep(slot, name + "[" + index++ + "]", item, depth + 1);
            }
        } else if (!value.isNull()) {
            pair(name, value(slot, Written.plain(value)));
        }
    }

    private String value(Slot slot, String text) {
        return slot.isReserved() ? Percent.encodeReserved(text) : encoding.apply(text);
    }

    private void pair(String name, String encoded) {
        pairs.add(encoding.apply(name) + "=" + encoded);
    }

    /** A credential. */
    void secret(String name, String text) {
        pair(name, encoding.apply(text));
    }

    List<String> pairs() {
        return List.copyOf(pairs);
    }
}
