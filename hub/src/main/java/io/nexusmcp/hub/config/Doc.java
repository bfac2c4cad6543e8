package io.nexusmcp.hub.config;

/**
 * What the reference says about a key.
 *
 * @param name its last part, as written in the file
 * @param sentence what it does
 * @param live whether a change is taken up by the running hub; otherwise it needs a new start
 * @param secret whether the value is never shown
 */
record Doc(String name, String sentence, boolean live, boolean secret) {
    /** A key that the running hub takes up when it changes. */
    static Doc live(String name, String sentence) {
        return new Doc(name, sentence, true, false);
    }

    /** A key of what is made once, such as listeners and store. */
    static Doc startUp(String name, String sentence) {
        return new Doc(name, sentence, false, false);
    }

    /** A live key whose value is never shown. */
    static Doc secret(String name, String sentence) {
        return new Doc(name, sentence, true, true);
    }

    /** The same key, its value never shown. */
    Doc hidden() {
        return new Doc(name, sentence, live, true);
    }

    Doc named(String other) {
        return new Doc(other, sentence, live, secret);
    }
}
