package io.nexusmcp.testkit;

import java.util.Locale;

/** The two families of protocol revisions: with a handshake and sessions, or stateless. */
public enum Era {
    LEGACY,
    MODERN;

    static Era parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
