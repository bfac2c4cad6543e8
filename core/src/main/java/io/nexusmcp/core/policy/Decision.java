package io.nexusmcp.core.policy;

/**
 * The answer to "may this caller do this".
 *
 * @param why it may not, for audit and operators, never for the caller; empty where it may
 */
public record Decision(boolean isAllowed, String why) {
    static final Decision ALLOWED = new Decision(true, "");

    static Decision denied(String why) {
        return new Decision(false, why);
    }
}
