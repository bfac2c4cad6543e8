package io.nexusmcp.adminplane;

import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.core.policy.KeyGrant;
import io.nexusmcp.protocol.Headers;
import java.net.InetAddress;

/** The data plane's own identity and policy, asked about administration. */
public interface AdminAccess {
    /** The caller, or {@link io.nexusmcp.core.Refused}. */
    Caller authenticate(Headers headers, InetAddress peer);

    /** Whether a permission such as {@code write} on {@code keys} is granted. */
    boolean permits(Caller caller, String action, String resource);

    /** Whether the caller may make such a key, or take over one that there is. */
    boolean mayGrant(Caller caller, KeyGrant grant);

    /** Whether the configuration knows the role. */
    boolean isRole(String name);

    /** Digest of the configuration that decides now. */
    String policyVersion();
}
