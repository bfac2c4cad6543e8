package io.nexusmcp.core.policy;

/**
 * The answer to "may this caller do this", with the rule that gave it.
 *
 * @param why for audit and operators, never for the caller
 */
public record Decision(boolean isAllowed, String why) {
    static Decision allowed(String why) {
        return new Decision(true, why);
    }

    static Decision denied(String why) {
        return new Decision(false, why);
    }
}
