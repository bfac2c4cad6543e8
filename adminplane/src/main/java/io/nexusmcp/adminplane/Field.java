package io.nexusmcp.adminplane;

/** A member of a body or a parameter of a query that a route takes; nothing else is accepted. */
record Field(String name, Type type, boolean isRequired, String says) {
    /** What a field holds. */
    enum Type {
        TEXT("text"),
        TEXTS("list of texts"),
        OBJECT("object"),
        NUMBER("whole number"),
        INSTANT("time, such as 2026-11-21T08:00:00Z"),
        DURATION("duration, such as 30s, 15m, 12h or 90d");

        private final String words;

        Type(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    static Field required(String name, Type type, String says) {
        return new Field(name, type, true, says);
    }

    static Field optional(String name, Type type, String says) {
        return new Field(name, type, false, says);
    }
}
