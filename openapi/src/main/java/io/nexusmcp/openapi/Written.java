package io.nexusmcp.openapi;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.protocol.json.JsonPath;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An argument as its style can write it: one text, texts in a row, or texts by name. */
sealed interface Written {
    record One(String text) implements Written {}

    record Row(List<String> texts) implements Written {
        public Row {
            texts = List.copyOf(texts);
        }
    }

    record Named(Map<String, String> texts) implements Written {}

    /** Empty for null, which a request leaves out; {@link Refused} for what is nested, which no style writes. */
    static Optional<Written> of(JsonSlice value, Slot slot) {
        if (value.isNull()) {
            return Optional.empty();
        }
        if (slot.isJson()) {
            return Optional.of(new One(value.onOneLine().text()));
        }
        if (value.isArray()) {
            var texts = new ArrayList<String>();
            value.asArray().forEach(item -> text(item, slot).ifPresent(texts::add));
            return Optional.of(new Row(texts));
        }
        if (value.isObject()) {
            var object = value.asObject();
            var texts = new LinkedHashMap<String, String>();
            object.names()
                    .forEach(name ->
                            text(object.get(name).orElseThrow(), slot).ifPresent(text -> texts.put(name, text)));
            return Optional.of(new Named(texts));
        }
        return text(value, slot).map(One::new);
    }

    private static Optional<String> text(JsonSlice value, Slot slot) {
        if (value.isArray() || value.isObject()) {
            throw refused(slot.argument(), "nested-value");
        }
        return value.isNull() ? Optional.empty() : Optional.of(plain(value));
    }

    static String plain(JsonSlice value) {
        return value.isString() ? value.asString() : value.text();
    }

    /** The place and the rule; never the value. */
    static Refused refused(String argument, String rule) {
        var path = new JsonPath();
        path.name(argument);
        return new Refused(new Refusal.InvalidArguments(path.toString(), rule));
    }
}
