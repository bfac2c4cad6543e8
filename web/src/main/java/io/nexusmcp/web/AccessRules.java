package io.nexusmcp.web;

import io.nexusmcp.core.identity.Network;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * By which names and from which pages a listener may be reached, and whom it believes about addresses.
 *
 * @param allowedHosts host names, with a port or for any port
 * @param allowedOrigins origins such as {@code https://app.example}
 * @param publicUrl the address people use; its host and its origin are allowed too
 * @param trustedProxies peers whose X-Forwarded-For counts
 */
public record AccessRules(
        List<String> allowedHosts, List<String> allowedOrigins, Optional<URI> publicUrl, List<Network> trustedProxies) {
    /** Only what the listener's own address implies. */
    public static final AccessRules OWN_ADDRESS_ONLY =
            new AccessRules(List.of(), List.of(), Optional.empty(), List.of());

    /** {@link IllegalArgumentException} naming the entry that is neither a host nor an origin. */
    public AccessRules {
        allowedHosts = List.copyOf(allowedHosts);
        allowedOrigins = List.copyOf(allowedOrigins);
        trustedProxies = List.copyOf(trustedProxies);
        allowedHosts.forEach(AccessRules::authority);
        allowedOrigins.forEach(AccessRules::origin);
        publicUrl.ifPresent(AccessRules::origin);
    }

    static Authority authority(String host) {
        return Authority.parse(host)
                .orElseThrow(() -> new IllegalArgumentException("not a host with an optional port: " + host));
    }

    static Origin origin(String text) {
        return Origin.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("not an origin (scheme://host[:port]): " + text));
    }

    static Origin origin(URI url) {
        return origin(url.getScheme() + "://" + url.getRawAuthority());
    }
}
