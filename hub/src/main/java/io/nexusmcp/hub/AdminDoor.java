package io.nexusmcp.hub;

import io.nexusmcp.adminplane.AdminAccess;
import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.core.policy.KeyGrant;
import io.nexusmcp.protocol.Headers;
import java.net.InetAddress;

/** Asks the data plane's own identity and policy about administration: there is one of each. */
record AdminDoor(InForce inForce) implements AdminAccess {
    @Override
    public Caller authenticate(Headers headers, InetAddress peer) {
        return inForce.rules().identity().authenticate(headers, peer);
    }

    @Override
    public boolean permits(Caller caller, String action, String resource) {
        return inForce.rules().policy().decide(caller, action, resource).isAllowed();
    }

    @Override
    public boolean mayGrant(Caller caller, KeyGrant grant) {
        return inForce.rules().policy().mayGrant(caller, grant);
    }

    @Override
    public boolean isRole(String name) {
        return inForce.loaded().config().auth().rbac().roles().stream()
                .anyMatch(role -> role.name().equals(name));
    }

    @Override
    public String policyVersion() {
        return inForce.rules().version();
    }
}
