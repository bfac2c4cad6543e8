package io.nexusmcp.dataplane.conversation;

/** Why the hub ends a connection. */
public enum Ending {
    /** The hub is being stopped. */
    STOPPING,
    /** The credential or the session with which it was opened does not hold any more. */
    ENTITLEMENT,
    /** The client does not answer, or does not read what it is sent. */
    UNRESPONSIVE,
    /** Something failed that nobody foresaw. */
    FAULT
}
