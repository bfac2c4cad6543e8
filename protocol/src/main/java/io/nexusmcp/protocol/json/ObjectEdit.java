package io.nexusmcp.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;

/** A changed copy of an object: members that are not named keep their place and every byte of their value. */
public final class ObjectEdit {
    private final JsonObject original;
    private final List<JsonObject.Member> members;
    private boolean isChanged;

    ObjectEdit(JsonObject object) {
        original = object;
        members = new ArrayList<>(object.members());
    }

    /** Replaces a member in its place, or adds it at the end. */
    public ObjectEdit set(String name, JsonSlice value) {
        return put(new JsonObject.Member(name, value, null));
    }

    public ObjectEdit set(String name, JsonObject value) {
        return put(new JsonObject.Member(name, value.whole(), value));
    }

    public ObjectEdit set(String name, String value) {
        return set(name, JsonSlice.string(value));
    }

    public ObjectEdit remove(String name) {
        int at = indexOf(name);
        if (at >= 0) {
            members.remove(at);
            isChanged = true;
        }
        return this;
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    public JsonSlice slice() {
        return object().whole();
    }

    /** The copy with its members already indexed; the object itself where nothing was changed. */
    public JsonObject object() {
        if (!isChanged) {
            return original;
        }
        var names = new byte[members.size()][];
        int length = 1 + Math.max(1, members.size());
        for (int at = 0; at < names.length; at++) {
            names[at] = JsonText.quote(members.get(at).name).getBytes(UTF_8);
            length += names[at].length + 1 + members.get(at).value.length();
        }
        return write(names, new byte[length]);
    }

    private JsonObject write(byte[][] names, byte[] bytes) {
        var copies = new ArrayList<JsonObject.Member>(names.length);
        int end = 0;
        bytes[end++] = '{';
        for (int at = 0; at < names.length; at++) {
            if (at > 0) {
                bytes[end++] = ',';
            }
            System.arraycopy(names[at], 0, bytes, end, names[at].length);
            end += names[at].length;
            bytes[end++] = ':';
            var member = members.get(at);
            var value = member.value;
            System.arraycopy(value.source(), value.start(), bytes, end, value.length());
            int start = end;
            end += value.length();
            copies.add(new JsonObject.Member(member.name, new JsonSlice(bytes, start, end), member.index));
        }
        bytes[end] = '}';
        return new JsonObject(JsonSlice.trusted(bytes), copies);
    }

    private ObjectEdit put(JsonObject.Member member) {
        int at = indexOf(member.name);
        if (at < 0) {
            members.add(member);
        } else if (members.get(at).value.equals(member.value)) {
            return this;
        } else {
            members.set(at, member);
        }
        isChanged = true;
        return this;
    }

    private int indexOf(String name) {
        for (int at = 0; at < members.size(); at++) {
            if (members.get(at).name.equals(name)) {
                return at;
            }
        }
        return -1;
    }
}
