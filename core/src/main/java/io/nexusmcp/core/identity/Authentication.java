package io.nexusmcp.core.identity;

/** What became of the credentials of a request. */
public sealed interface Authentication {
    record Accepted(Caller caller) implements Authentication {}

    /** They are present and do not hold; {@code why} is for the audit log only. */
    record Rejected(String why) implements Authentication {}
}
