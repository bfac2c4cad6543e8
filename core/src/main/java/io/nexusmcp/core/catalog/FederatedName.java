package io.nexusmcp.core.catalog;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.nexusmcp.core.Digests;

/**
 * The name of a tool or prompt on the federated endpoint: {@code prefix__name}, of letters, digits, {@code _} and
 * {@code -}, at most 64 characters. A name that has to be changed to fit ends in a hash of the original, so it is
 * stable and stays unique. With an empty prefix the name is the server's own, untouched.
 */
final class FederatedName {
    static final int MAX_LENGTH = 64;
    private static final String SEPARATOR = "__";
    private static final int HASH_LENGTH = 8;

    private FederatedName() {}

    static String of(String prefix, String name) {
        if (prefix.isEmpty()) {
            return name;
        }
        var whole = prefix + SEPARATOR + name;
        var plain = new StringBuilder(whole.length());
        whole.chars().forEach(c -> plain.append(isPlain(c) ? (char) c : '_'));
        if (plain.length() <= MAX_LENGTH && plain.toString().equals(whole)) {
            return whole;
        }
        var hash = Digests.sha256Hex(whole.getBytes(UTF_8)).substring(0, HASH_LENGTH);
        plain.setLength(Math.min(plain.length(), MAX_LENGTH - HASH_LENGTH - 1));
        return plain.append('_').append(hash).toString();
    }

    private static boolean isPlain(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }
}
