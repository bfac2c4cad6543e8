package io.nexusmcp.core.policy;

import io.nexusmcp.core.identity.Caller;

public final class Policy {
    public <C extends ServerCall> Permitted<C> permit(Caller caller, C call) {
        return new Permitted<>(caller, call);
    }
}
