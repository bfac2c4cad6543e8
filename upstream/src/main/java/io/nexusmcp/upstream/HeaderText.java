package io.nexusmcp.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/** Header values. */
final class HeaderText {
    private HeaderText() {}

    static String encode(String value) {
        boolean isPlain = !value.isEmpty()
                && value.strip().equals(value)
                && value.chars().allMatch(c -> c >= ' ' && c < 0x7F || c == '\t')
                && !(value.startsWith("=?base64?") && value.endsWith("?="));
        return isPlain ? value : "=?base64?" + Base64.getEncoder().encodeToString(value.getBytes(UTF_8)) + "?=";
    }
}
