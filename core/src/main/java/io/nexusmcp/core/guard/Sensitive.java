package io.nexusmcp.core.guard;

/** What a detector found, by the word that replaces it and that counts are kept under; the gravest first. */
enum Sensitive {
    SECRET("secret"),
    CARD("card"),
    EMAIL("email"),
    PATTERN("pattern");

    private final String label;

    Sensitive(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** What stands in its place. */
    String mask() {
        return "[redacted:" + label + "]";
    }
}
