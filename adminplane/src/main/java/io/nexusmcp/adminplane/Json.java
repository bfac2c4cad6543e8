package io.nexusmcp.adminplane;

import io.nexusmcp.protocol.json.JsonObject;
import io.nexusmcp.protocol.json.JsonSlice;
import io.nexusmcp.protocol.json.ObjectEdit;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;

/** Builds the JSON of answers. */
final class Json {
    private Json() {}

    static ObjectEdit object() {
        return JsonObject.EMPTY.edit();
    }

    static JsonSlice list(Collection<JsonSlice> items) {
        return JsonSlice.trusted(items.stream().map(JsonSlice::text).collect(Collectors.joining(",", "[", "]")));
    }

    static JsonSlice texts(Collection<String> items) {
        return list(items.stream().map(JsonSlice::string).toList());
    }

    /** {@code null} where there is nothing to say. */
    static JsonSlice text(Optional<?> value) {
        return value.map(some -> JsonSlice.string(some.toString())).orElse(JsonSlice.trusted("null"));
    }

    static JsonSlice number(long value) {
        return JsonSlice.trusted(Long.toString(value));
    }

    static JsonSlice truth(boolean value) {
        return JsonSlice.trusted(Boolean.toString(value));
    }
}
