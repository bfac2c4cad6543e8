package io.nexusmcp.adminplane;

import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.protocol.Headers;
import java.net.InetAddress;
import java.util.Set;

/** The data plane's own identity and policy, asked about administration. */
public interface AdminAccess {
    /** The caller, or {@link io.nexusmcp.core.Refused}. */
    Caller authenticate(Headers headers, InetAddress peer);

    /** Whether a permission such as {@code write} on {@code keys} is granted. */
    boolean permits(Caller caller, String action, String resource);

    /** Whether the caller holds all that these roles and permissions give. */
    boolean mayGrant(Caller caller, Set<String> roles, Set<String> permissions);

    /** Whether the configuration knows the role. */
    boolean isRole(String name);

    /** Digest of the configuration that decides now. */
    String policyVersion();
}
