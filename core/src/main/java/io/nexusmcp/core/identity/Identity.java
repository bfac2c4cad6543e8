package io.nexusmcp.core.identity;

import io.nexusmcp.core.Refusal;
import io.nexusmcp.core.Refused;
import io.nexusmcp.protocol.Headers;
import java.net.InetAddress;
import java.util.Set;

/**
 * Learns who calls from exactly one credential: an API key in its own header or as a bearer token, or an agent's key.
 * None, two of a kind or two kinds at once never pass.
 */
public final class Identity {
    private static final String AUTHORIZATION = "Authorization";
    private static final String BEARER = "Bearer ";
    private static final Caller ANONYMOUS =
            new Caller("anonymous", Caller.Kind.ANONYMOUS, "anonymous", Set.of(), Set.of(), Caller.DEFAULT_WORKSPACE);

    private final ApiKeys keys;
    private final Settings settings;

    /**
     * Which credentials are taken, and from which headers.
     *
     * @param isRequired when off, a request without credentials is an anonymous caller's that may do everything
     */
    public record Settings(
            boolean isRequired, boolean apiKeys, String apiKeyHeader, boolean agentKeys, String agentKeyHeader) {}

    public Identity(ApiKeys keys, Settings settings) {
        this.keys = keys;
        this.settings = settings;
    }

    /** The caller, or {@link Refused}. */
    public Caller authenticate(Headers headers, InetAddress peer) {
        var authorization = headers.all(AUTHORIZATION);
        var apiKey = headers.all(settings.apiKeyHeader());
        var agentKey = headers.all(settings.agentKeyHeader());
        int presented = authorization.size() + apiKey.size() + agentKey.size();
        if (presented > 1) {
            throw new Refused(new Refusal.AmbiguousCredentials("more than one credential"));
        }
        if (presented == 0) {
            return withoutCredentials();
        }
        var outcome = !agentKey.isEmpty()
                ? agent(agentKey.getFirst(), peer)
                : !apiKey.isEmpty() ? user(apiKey.getFirst(), peer) : bearer(authorization.getFirst(), peer);
        return switch (outcome) {
            case Authentication.Accepted(var caller) -> caller;
            case Authentication.Rejected(var why) -> throw new Refused(new Refusal.Unauthenticated(why));
        };
    }

    private Caller withoutCredentials() {
        if (settings.isRequired()) {
            throw new Refused(new Refusal.Unauthenticated("no credential"));
        }
        return ANONYMOUS;
    }

    private Authentication bearer(String authorization, InetAddress peer) {
        if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return new Authentication.Rejected("not a bearer token");
        }
        return user(authorization.substring(BEARER.length()), peer);
    }

    private Authentication user(String key, InetAddress peer) {
        return settings.apiKeys()
                ? keys.verify(key, false, peer)
                : new Authentication.Rejected("API keys are switched off");
    }

    private Authentication agent(String key, InetAddress peer) {
        return settings.agentKeys()
                ? keys.verify(key, true, peer)
                : new Authentication.Rejected("agent keys are switched off");
    }
}
