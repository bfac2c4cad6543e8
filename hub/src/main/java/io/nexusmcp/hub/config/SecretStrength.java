package io.nexusmcp.hub.config;

import io.nexusmcp.core.Secret;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/** Refuses secrets that everybody knows or can guess. */
final class SecretStrength {
    static final String MAKE_ONE = "make one with: openssl rand -base64 32";
    private static final Set<String> PLACEHOLDERS = Set.of(
            "your-strong-random-secret",
            "strong-random-password",
            "your-secret",
            "your-api-key",
            "your-token",
            "changeme",
            "change-me");
    private static final int KEY_BYTES = 32;
    /** Fewer different ones among 32 random bytes are rarer than one in 2^60. */
    private static final int MIN_DISTINCT = 14;

    private SecretStrength() {}

    /** The examples that guides print. */
    static Secret refusePlaceholder(String text) {
        if (PLACEHOLDERS.contains(text.toLowerCase(Locale.ROOT))) {
            throw new BadValue("is the placeholder of a guide", MAKE_ONE);
        }
        return new Secret(text);
    }

    /** 32 bytes in base64 that do not look made by hand. */
    static Secret sealingKey(String text) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException _) {
            throw new BadValue("is not base64", MAKE_ONE);
        }
        if (key.length != KEY_BYTES) {
            throw new BadValue("has " + key.length + " bytes instead of " + KEY_BYTES, MAKE_ONE);
        }
        if (isPattern(key) || isText(key)) {
            throw new BadValue("is not random", MAKE_ONE);
        }
        return new Secret(text);
    }

    private static boolean isPattern(byte[] key) {
        long distinct =
                IntStream.range(0, key.length).map(at -> key[at]).distinct().count();
        long steps = IntStream.range(1, key.length)
                .map(at -> (byte) (key[at] - key[at - 1]))
                .distinct()
                .count();
        return distinct < MIN_DISTINCT || steps < MIN_DISTINCT;
    }

    private static boolean isText(byte[] key) {
        return IntStream.range(0, key.length).allMatch(at -> key[at] >= ' ' && key[at] <= '~');
    }
}
