package io.nexusmcp.protocol.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8 (RFC 3629): overlong forms, surrogates and cut sequences are refused before any parser sees them. */
final class Utf8 {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;

    /** Large enough to be quick, small enough that a large body does not need its size again; at least a pair. */
    private static final int SCRATCH_CHARS = 1_024;

    private Utf8() {}

    static void check(byte[] bytes) {
        int at = asciiPrefix(bytes);
        if (at == bytes.length) {
            return;
        }
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var rest = ByteBuffer.wrap(bytes, at, bytes.length - at);
        var thrownAway = CharBuffer.allocate(Math.clamp(bytes.length - at, 2, SCRATCH_CHARS));
        while (true) {
            var outcome = decoder.decode(rest, thrownAway, true);
            if (outcome.isError()) {
                throw new JsonProblem("the body is not valid UTF-8");
            }
            if (outcome.isUnderflow()) {
                return;
            }
            thrownAway.clear();
        }
    }

    private static int asciiPrefix(byte[] bytes) {
        int at = 0;
        while (at + 8 <= bytes.length && ((long) LONG.get(bytes, at) & HIGH_BITS) == 0) {
            at += 8;
        }
        while (at < bytes.length && bytes[at] >= 0) {
            at++;
        }
        return at;
    }
}
