package io.nexusmcp.web;

import io.nexusmcp.core.identity.Network;
import java.net.InetAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * By which names and from which pages a listener may be reached besides those its own address implies, and whom it
 * believes about addresses. Immutable.
 */
public final class AccessRules {
    /** Only what the listener's own address implies. */
    public static final AccessRules OWN_ADDRESS_ONLY =
            new AccessRules(List.of(), List.of(), Optional.empty(), List.of());

    private final Set<Authority> hosts = new HashSet<>();
    private final Set<String> hostsOnAnyPort = new HashSet<>();
    private final Set<Origin> origins = new HashSet<>();
    private final List<Network> trustedProxies;

    /**
     * {@link IllegalArgumentException} naming the entry that is neither a host nor an origin.
     *
     * @param allowedHosts host names, with a port or for any port
     * @param allowedOrigins origins such as {@code https://app.example}
     * @param publicUrl the address people use; its host and its origin are allowed too
     * @param trustedProxies peers whose X-Forwarded-For counts
     */
    public AccessRules(
            List<String> allowedHosts,
            List<String> allowedOrigins,
            Optional<URI> publicUrl,
            List<Network> trustedProxies) {
        allowedHosts.stream().map(AccessRules::authority).forEach(this::allow);
        allowedOrigins.stream().map(AccessRules::origin).forEach(origins::add);
        publicUrl.map(AccessRules::origin).ifPresent(own -> {
            hostsOnAnyPort.add(own.host());
            origins.add(own);
        });
        this.trustedProxies = List.copyOf(trustedProxies);
    }

    private void allow(Authority authority) {
        if (authority.port() == Authority.NO_PORT) {
            hostsOnAnyPort.add(authority.host());
        } else {
            hosts.add(authority);
        }
    }

    /** @param withPort what was asked for, the usual port written out */
    boolean allows(Authority withPort) {
        return hosts.contains(withPort) || hostsOnAnyPort.contains(withPort.host());
    }

    boolean allows(Origin origin) {
        return origins.contains(origin);
    }

    /** Whether the peer is a declared proxy, which is believed about whom it speaks for. */
    boolean isTrusted(InetAddress peer) {
        return trustedProxies.stream().anyMatch(network -> network.contains(peer));
    }

    boolean hasTrustedProxies() {
        return !trustedProxies.isEmpty();
    }

    private static Authority authority(String host) {
        return Authority.parse(host)
                .orElseThrow(() -> new IllegalArgumentException("not a host with an optional port: " + host));
    }

    private static Origin origin(String text) {
        return Origin.parse(text)
                .orElseThrow(() -> new IllegalArgumentException("not an origin (scheme://host[:port]): " + text));
    }

    private static Origin origin(URI url) {
        return origin(url.getScheme() + "://" + url.getRawAuthority());
    }
}
