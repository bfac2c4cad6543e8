package io.nexusmcp.hub.config;

/** Says what is wrong with one value and how to mend it, without repeating it. */
final class BadValue extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String mend;
    private final boolean mayQuote;

    BadValue(String what, String mend) {
        this(what, mend, true);
    }

    private BadValue(String what, String mend, boolean mayQuote) {
        super(what, null, false, false);
        this.mend = mend;
        this.mayQuote = mayQuote;
    }

    /** For a value that may hold a secret, such as a URL with a key in its query. */
    static BadValue unquoted(String what, String mend) {
        return new BadValue(what, mend, false);
    }

    boolean mayQuote() {
        return mayQuote;
    }

    String what() {
        return String.valueOf(getMessage());
    }

    String mend() {
        return mend;
    }
}
