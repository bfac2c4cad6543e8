package io.nexusmcp.protocol.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The direct members of one JSON object in the order they came, each value by reference. Names are unique. */
public final class JsonObject {
    public static final JsonObject EMPTY = new JsonObject(JsonSlice.trusted("{}"), List.of());

    private final JsonSlice whole;
    private final List<Member> members;

    JsonObject(JsonSlice whole, List<Member> members) {
        this.whole = whole;
        this.members = members;
    }

    /** One member; {@code index} holds the value's own members where the scan already met them. */
    static final class Member {
        final String name;
        final JsonSlice value;
        final @Nullable JsonObject index;

        Member(String name, JsonSlice value, @Nullable JsonObject index) {
            this.name = name;
            this.value = value;
            this.index = index;
        }
    }

    public JsonSlice whole() {
        return whole;
    }

    public List<String> names() {
        var names = new ArrayList<String>(members.size());
        for (var member : members) {
            names.add(member.name);
        }
        return names;
    }

    public boolean has(String name) {
        return find(name) != null;
    }

    public Optional<JsonSlice> get(String name) {
        var member = find(name);
        return member == null ? Optional.empty() : Optional.of(member.value);
    }

    /** The member's text, if it is there and a string. */
    public Optional<String> string(String name) {
        return get(name).filter(JsonSlice::isString).map(JsonSlice::asString);
    }

    /** The member's own members, if it is there and an object. */
    public Optional<JsonObject> object(String name) {
        var member = find(name);
        if (member == null || !member.value.isObject()) {
            return Optional.empty();
        }
        return Optional.of(member.index != null ? member.index : member.value.asObject());
    }

    /** The same object with an array of its own, so that keeping it does not keep the message it came in. */
    public JsonObject detached() {
        return whole.detached().asObject();
    }

    /** Starts a copy with some members set or removed. */
    public ObjectEdit edit() {
        return new ObjectEdit(this);
    }

    List<Member> members() {
        return members;
    }

    private @Nullable Member find(String name) {
        for (int at = 0; at < members.size(); at++) {
            if (members.get(at).name.equals(name)) {
                return members.get(at);
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return "JsonObject[" + whole.length() + " bytes]";
    }
}
