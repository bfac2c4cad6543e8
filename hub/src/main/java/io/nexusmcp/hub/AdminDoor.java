package io.nexusmcp.hub;

import io.nexusmcp.adminplane.AdminAccess;
import io.nexusmcp.core.identity.Caller;
import io.nexusmcp.core.pipeline.Rules;
import io.nexusmcp.core.policy.KeyGrant;
import io.nexusmcp.hub.config.HubConfig;
import io.nexusmcp.protocol.Headers;
import java.net.InetAddress;
import java.util.function.Supplier;

/** Asks the data plane's own identity and policy about administration: there is one of each. */
final class AdminDoor implements AdminAccess {
    private final Supplier<Rules> rules;
    private final Supplier<HubConfig> config;

    AdminDoor(Supplier<Rules> rules, Supplier<HubConfig> config) {
        this.rules = rules;
        this.config = config;
    }

    @Override
    public Caller authenticate(Headers headers, InetAddress peer) {
        return rules.get().identity().authenticate(headers, peer);
    }

    @Override
    public boolean permits(Caller caller, String action, String resource) {
        return rules.get().policy().decide(caller, action, resource).isAllowed();
    }

    @Override
    public boolean mayGrant(Caller caller, KeyGrant grant) {
        return rules.get().policy().mayGrant(caller, grant);
    }

    @Override
    public boolean isRole(String name) {
        return config.get().auth().rbac().roles().stream()
                .anyMatch(role -> role.name().equals(name));
    }

    @Override
    public String policyVersion() {
        return rules.get().version();
    }
}
