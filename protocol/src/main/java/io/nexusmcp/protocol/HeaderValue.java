package io.nexusmcp.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.Base64;
import java.util.Optional;

/**
 * Texts as values of the mirrored MCP headers: printable ASCII as it is, anything else as Base64 of its UTF-8 between
 * the marks {@code =?base64?} and {@code ?=}.
 */
public final class HeaderValue {
    private static final String OPEN = "=?base64?";
    private static final String CLOSE = "?=";

    private HeaderValue() {}

    /** The header value for a text; never contains a line break or any other control character but an inner tab. */
    public static String encode(String text) {
        boolean isPlain = !text.isEmpty() && isPrintable(text) && text.equals(text.strip()) && !isMarked(text);
        return isPlain ? text : OPEN + Base64.getEncoder().encodeToString(text.getBytes(UTF_8)) + CLOSE;
    }

    /** The text of a header value; empty when the value has illegal characters or its Base64 or UTF-8 is not exact. */
    public static Optional<String> decode(String value) {
        if (!isPrintable(value)) {
            return Optional.empty();
        }
        return isMarked(value)
                ? decodeBase64(value.substring(OPEN.length(), value.length() - CLOSE.length()))
                : Optional.of(value);
    }

    private static boolean isMarked(String text) {
        return text.length() >= OPEN.length() + CLOSE.length() && text.startsWith(OPEN) && text.endsWith(CLOSE);
    }

    private static boolean isPrintable(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if ((c < ' ' || c > '~') && c != '\t') {
                return false;
            }
        }
        return true;
    }

    /** The decoder of the JDK lets missing padding and stray bits pass; encoding again shows both. */
    private static Optional<String> decodeBase64(String base64) {
        try {
            var bytes = Base64.getDecoder().decode(base64);
            if (!Base64.getEncoder().encodeToString(bytes).equals(base64)) {
                return Optional.empty();
            }
            var decoder = UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
            return Optional.of(decoder.decode(ByteBuffer.wrap(bytes)).toString());
        } catch (IllegalArgumentException | CharacterCodingException _) {
            return Optional.empty();
        }
    }
}
