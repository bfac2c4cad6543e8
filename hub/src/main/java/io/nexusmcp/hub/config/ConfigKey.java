package io.nexusmcp.hub.config;

/**
 * One key of the configuration, as the reference describes it.
 *
 * @param path such as {@code server.port}; capitals stand for a name the operator chooses, {@code []} for an item
 * @param fallback the default as written in a file, or empty for none
 * @param variable the variable of the environment that sets it, or empty where none does
 */
public record ConfigKey(String path, Form form, Shape shape, Doc doc, String fallback, String variable) {
    /** What stands at the key. */
    public enum Form {
        VALUE,
        LIST,
        /** Keys of fixed names. */
        SECTION,
        /** Values or sections by names that the operator chooses. */
        NAMED,
        /** A list of sections. */
        ITEMS
    }

    static final Shape NO_SHAPE = Shape.text("", "");

    /** The last part of the path. */
    public String name() {
        return doc.name();
    }

    public String sentence() {
        return doc.sentence();
    }

    /** Whether the running hub takes up a change. */
    public boolean isLive() {
        return doc.live();
    }

    public boolean isSecret() {
        return doc.secret();
    }

    /** Whether something can be written there, other than keys of its own. */
    public boolean isSettable() {
        return form == Form.VALUE || form == Form.LIST;
    }

    /** The variable of the environment for a path of fixed names; empty for what only an editor reads. */
    static String variableFor(String path) {
        if (path.startsWith("$")) {
            return "";
        }
        var out = new StringBuilder("NEXUS_");
        for (int at = 0; at < path.length(); at++) {
            char c = path.charAt(at);
            if (c == '.') {
                out.append('_');
            } else if (Character.isUpperCase(c)) {
                out.append('_').append(c);
            } else {
                out.append(Character.toUpperCase(c));
            }
        }
        return out.toString();
    }
}
