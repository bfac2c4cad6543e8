package io.nexusmcp.core.guard;

import java.util.List;

/**
 * What is taken out of answers.
 *
 * @param secrets keys, tokens, private keys, passwords in connection strings
 * @param cards payment card numbers that pass the Luhn check
 * @param emails e-mail addresses
 * @param sensitivePatterns the operator's regular expressions, in RE2 syntax
 */
public record RedactionRules(boolean secrets, boolean cards, boolean emails, List<String> sensitivePatterns) {
    public static final RedactionRules DEFAULT = new RedactionRules(true, true, false, List.of());

    public RedactionRules {
        sensitivePatterns = List.copyOf(sensitivePatterns);
    }

    boolean findNothing() {
        return !secrets && !cards && !emails && sensitivePatterns.isEmpty();
    }
}
