package io.nexusmcp.core.replay;

import io.nexusmcp.protocol.json.JsonSlice;

/**
 * One message of a kept stream.
 *
 * @param position from 1
 */
public record KeptMessage(KeptStream stream, long position, JsonSlice message) {
    /** What keeping it costs besides its bytes. */
    private static final int OVERHEAD = 128;

    static int size(JsonSlice message) {
        return message.length() + OVERHEAD;
    }

    int size() {
        return size(message);
    }

    /** Whether the stream still has it. */
    boolean isKept() {
        return stream.has(position);
    }
}
