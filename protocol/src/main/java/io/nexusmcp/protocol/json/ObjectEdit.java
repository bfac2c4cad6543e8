package io.nexusmcp.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** A changed copy of an object: members that are not named keep their place and every byte of their value. */
public final class ObjectEdit {
    private final Map<String, JsonSlice> members = new LinkedHashMap<>();

    ObjectEdit(JsonObject object) {
        object.members().forEach(member -> members.put(member.name, member.value));
    }

    /** Replaces a member in its place, or adds it at the end. */
    public ObjectEdit set(String name, JsonSlice value) {
        members.put(name, value);
        return this;
    }

    public ObjectEdit set(String name, String value) {
        return set(name, JsonSlice.string(value));
    }

    public ObjectEdit remove(String name) {
        members.remove(name);
        return this;
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    public JsonSlice slice() {
        var out = new ByteArrayOutputStream(256);
        char separator = '{';
        for (var member : members.entrySet()) {
            out.write(separator);
            separator = ',';
            out.writeBytes(JsonText.quote(member.getKey()).getBytes(UTF_8));
            out.write(':');
            var value = member.getValue();
            out.write(value.source(), value.start(), value.length());
        }
        if (separator == '{') {
            out.write('{');
        }
        out.write('}');
        return JsonSlice.trusted(out.toByteArray());
    }

    public JsonObject object() {
        return slice().asObject();
    }
}
