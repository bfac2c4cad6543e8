package io.nexusmcp.core.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;

/**
 * How one kind of issued secret looks: a fixed beginning and a run of some alphabet.
 *
 * @param min the fewest characters after the prefix
 * @param max the most; a longer run is something else
 */
record TokenShape(String prefix, String alphabet, int min, int max) {
    private static final String LETTERS = "A-Za-z0-9";
    private static final String URL = "A-Za-z0-9_-";
    private static final String HEX = "0-9a-f";
    private static final int OPEN = 4_000;

    /** Well-known shapes and the hub's own keys. */
    static final List<TokenShape> KNOWN = List.of(
            new TokenShape("AKIA", "A-Z0-9", 16, 16),
            new TokenShape("ASIA", "A-Z0-9", 16, 16),
            new TokenShape("ABIA", "A-Z0-9", 16, 16),
            new TokenShape("ACCA", "A-Z0-9", 16, 16),
            new TokenShape("ghp_", LETTERS, 36, 255),
            new TokenShape("gho_", LETTERS, 36, 255),
            new TokenShape("ghu_", LETTERS, 36, 255),
            new TokenShape("ghs_", LETTERS, 36, 255),
            new TokenShape("ghr_", LETTERS, 36, 255),
            new TokenShape("github_pat_", "A-Za-z0-9_", 22, 255),
            new TokenShape("glpat-", "A-Za-z0-9_.-", 20, 300),
            new TokenShape("gldt-", URL, 20, 300),
            new TokenShape("glrt-", URL, 20, 300),
            new TokenShape("glptt-", URL, 20, 300),
            new TokenShape("glsa_", "A-Za-z0-9_", 32, 60),
            new TokenShape("xoxb-", "A-Za-z0-9-", 20, 250),
            new TokenShape("xoxp-", "A-Za-z0-9-", 20, 250),
            new TokenShape("xoxa-", "A-Za-z0-9-", 20, 250),
            new TokenShape("xoxr-", "A-Za-z0-9-", 20, 250),
            new TokenShape("xoxs-", "A-Za-z0-9-", 20, 250),
            new TokenShape("xoxe-", "A-Za-z0-9-", 20, 250),
            new TokenShape("xapp-", "A-Za-z0-9-", 20, 250),
            new TokenShape("hooks.slack.com/services/", "A-Za-z0-9/", 20, 100),
            new TokenShape("sk_live_", LETTERS, 16, 250),
            new TokenShape("sk_test_", LETTERS, 16, 250),
            new TokenShape("rk_live_", LETTERS, 16, 250),
            new TokenShape("rk_test_", LETTERS, 16, 250),
            new TokenShape("whsec_", "A-Za-z0-9+/=", 24, 100),
            new TokenShape("sk-ant-", URL, 20, 300),
            new TokenShape("sk-proj-", URL, 20, 300),
            new TokenShape("sk-svcacct-", URL, 20, 300),
            new TokenShape("sk-admin-", URL, 20, 300),
            new TokenShape("sk-or-v1-", HEX, 64, 64),
            new TokenShape("sk-", LETTERS, 40, 64),
            new TokenShape("AIza", URL, 35, 35),
            new TokenShape("ya29.", URL, 20, OPEN),
            new TokenShape("GOCSPX-", URL, 28, 28),
            new TokenShape("npm_", LETTERS, 36, 36),
            new TokenShape("pypi-AgE", URL, 50, OPEN),
            new TokenShape("hf_", LETTERS, 30, 40),
            new TokenShape("dop_v1_", HEX, 64, 64),
            new TokenShape("shpat_", "0-9a-fA-F", 32, 32),
            new TokenShape("SG.", "A-Za-z0-9_.-", 60, 75),
            new TokenShape("dapi", HEX, 32, 32),
            new TokenShape("hvs.", URL, 24, 300),
            new TokenShape("lin_api_", LETTERS, 40, 40),
            new TokenShape("rubygems_", HEX, 48, 48),
            new TokenShape("figd_", URL, 40, 80),
            new TokenShape("ATATT3", "A-Za-z0-9_=-", 60, 400),
            new TokenShape("AGE-SECRET-KEY-1", "A-Z0-9", 58, 58),
            new TokenShape("nxk_", "A-Za-z0-9_", 54, 54),
            new TokenShape("nxa_", "A-Za-z0-9_", 54, 54));

    /** The same as a regular expression of RE2, for what stands before and after as well. */
    String pattern() {
        return "(?:^|[^A-Za-z0-9_])\\Q" + prefix + "\\E[" + alphabet + "]{" + min + "," + Math.min(max, 1_000) + "}";
    }

    byte[] prefixBytes() {
        return prefix.getBytes(US_ASCII);
    }
}
