package io.nexusmcp.core.session;

import io.nexusmcp.protocol.json.JsonObject;

/** What a client said it can be asked, as bits of a session. */
public enum ClientCapability {
    ROOTS("roots", 1),
    SAMPLING("sampling", 2),
    ELICITATION("elicitation", 4),
    TASKS("tasks", 8);

    private final String key;
    private final int bit;

    ClientCapability(String key, int bit) {
        this.key = key;
        this.bit = bit;
    }

    /** The bits for a client's {@code capabilities} object. */
    public static int bits(JsonObject capabilities) {
        int bits = 0;
        for (var capability : values()) {
            if (capabilities.has(capability.key)) {
                bits |= capability.bit;
            }
        }
        return bits;
    }
}
