package io.nexusmcp.core.policy;

import io.nexusmcp.core.identity.Caller;

/**
 * Proof that {@code caller} may make {@code call}. Only {@link Policy} can create one, so code that asks for it cannot
 * be reached by a request that was never authorized.
 */
public final class Permitted<C> {
    private final Caller caller;
    private final C call;

    Permitted(Caller caller, C call) {
        this.caller = caller;
        this.call = call;
    }

    public Caller caller() {
        return caller;
    }

    public C call() {
        return call;
    }
}
