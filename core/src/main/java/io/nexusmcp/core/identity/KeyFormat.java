package io.nexusmcp.core.identity;

import io.nexusmcp.core.Secret;
import java.security.SecureRandom;
import java.util.Optional;

/**
 * The form of an API key: {@code nxk_} (a user's) or {@code nxa_} (an agent's), 10 characters that name it, an
 * underscore and 43 random ones; 58 in all, about 256 bits. The prefix lets secret scanners find leaked keys.
 */
final class KeyFormat {
    static final String USER_PREFIX = "nxk_";
    static final String AGENT_PREFIX = "nxa_";
    static final int ID_LENGTH = 10;
    private static final int SECRET_LENGTH = 43;
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int PREFIX_LENGTH = USER_PREFIX.length();
    private static final int LENGTH = PREFIX_LENGTH + ID_LENGTH + 1 + SECRET_LENGTH;

    private final SecureRandom random;

    KeyFormat(SecureRandom random) {
        this.random = random;
    }

    String newId() {
        return letters(ID_LENGTH);
    }

    Secret newKey(ApiKey.Kind kind, String id) {
        var prefix = kind == ApiKey.Kind.AGENT ? AGENT_PREFIX : USER_PREFIX;
        return new Secret(prefix + id + "_" + letters(SECRET_LENGTH));
    }

    /** The public part of a key that has the right form. */
    static Optional<String> idOf(String key) {
        int idEnd = PREFIX_LENGTH + ID_LENGTH;
        boolean hasShape = key.length() == LENGTH
                && (key.startsWith(USER_PREFIX) || key.startsWith(AGENT_PREFIX))
                && areLetters(key, PREFIX_LENGTH, idEnd)
                && key.charAt(idEnd) == '_'
                && areLetters(key, idEnd + 1, LENGTH);
        return hasShape ? Optional.of(key.substring(PREFIX_LENGTH, idEnd)) : Optional.empty();
    }

    private static boolean areLetters(String key, int from, int to) {
        for (int at = from; at < to; at++) {
            char c = key.charAt(at);
            if ((c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')) {
                return false;
            }
        }
        return true;
    }

    private String letters(int count) {
        var text = new StringBuilder(count);
        for (int at = 0; at < count; at++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
