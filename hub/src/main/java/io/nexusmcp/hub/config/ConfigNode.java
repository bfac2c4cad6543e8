package io.nexusmcp.hub.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value as written, with its place. */
sealed interface ConfigNode {
    Origin origin();

    Span span();

    /** Offsets into the text: of the first character, and after the last. */
    record Span(int start, int end) {
        static final Span NONE = new Span(0, 0);
    }

    /** What a scalar is by its spelling. */
    enum Kind {
        TEXT("text"),
        NUMBER("a number"),
        BOOLEAN("true or false"),
        NOTHING("nothing");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    record Scalar(String text, Kind kind, Origin origin, Span span) implements ConfigNode {
        static Scalar of(String text, Origin origin) {
            return new Scalar(text, Kind.TEXT, origin, Span.NONE);
        }
    }

    record Sequence(List<ConfigNode> items, Origin origin, Span span) implements ConfigNode {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    record Mapping(Map<String, Member> members, Origin origin, Span span) implements ConfigNode {
        static final Mapping EMPTY = new Mapping(Map.of(), new Origin.Default(), Span.NONE);

        public Mapping {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }
    }

    /** A key with its value. */
    record Member(Origin.File key, int keyStart, ConfigNode value) {}

    /** What this is, for a message. */
    default String words() {
        return switch (this) {
            case Scalar scalar -> scalar.kind().words();
            case Sequence _ -> "a list";
            case Mapping _ -> "a section";
        };
    }

    default boolean isNothing() {
        return this instanceof Scalar scalar && scalar.kind() == Kind.NOTHING;
    }
}
