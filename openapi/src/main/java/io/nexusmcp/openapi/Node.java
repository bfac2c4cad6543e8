package io.nexusmcp.openapi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A value of the document with the place where it is written. */
sealed interface Node {
    Spot spot();

    /** What a leaf is by its spelling. */
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        NULL
    }

    /** An object. */
    record Fields(Map<String, Node> members, Spot spot) implements Node {
        /** What stands where nothing is written. */
        static final Fields NONE = new Fields(Map.of(), Spot.TOP);

        public Fields {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        Optional<Node> get(String name) {
            return Optional.ofNullable(members.get(name));
        }

        boolean has(String name) {
            return members.containsKey(name);
        }

        /** The member's text, if it is there and a text. */
        Optional<String> text(String name) {
            return get(name).flatMap(Node::asText);
        }

        /** Whether the member is there and true. */
        boolean isTrue(String name) {
            return get(name).filter(Node::isTrue).isPresent();
        }
    }

    /** An array. */
    record Items(List<Node> items, Spot spot) implements Node {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** A text, number, boolean or null; {@code text} of a number is a JSON number. */
    record Leaf(Kind kind, String text, Spot spot) implements Node {}

    default Optional<String> asText() {
        return this instanceof Leaf(var kind, var text, var _) && kind == Kind.TEXT
                ? Optional.of(text)
                : Optional.empty();
    }

    default boolean isTrue() {
        return this instanceof Leaf(var kind, var text, var _) && kind == Kind.BOOLEAN && text.equals("true");
    }

    default boolean isBoolean() {
        return this instanceof Leaf leaf && leaf.kind() == Kind.BOOLEAN;
    }
}
