package io.nexusmcp.web;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * Finds whom a request comes from: the socket's peer or, where that is a declared proxy, the right-most address of
 * X-Forwarded-For that is not one. Forwarded and X-Real-IP are never believed.
 */
final class PeerAddress {
    private PeerAddress() {}

    static InetAddress of(InetAddress socket, HttpFields headers, AccessRules rules) {
        return rules.isTrusted(socket) ? behind(socket, headers, rules) : socket;
    }

    private static InetAddress behind(InetAddress socket, HttpFields headers, AccessRules rules) {
        var peer = socket;
        var hops = List.of(String.join(",", headers.getValuesList(HttpHeader.X_FORWARDED_FOR))
                .split(",", -1));
        for (var hop : hops.reversed()) {
            var address = literal(hop.strip());
            if (address == null) {
                return peer;
            }
            peer = address;
            if (!rules.isTrusted(peer)) {
                return peer;
            }
        }
        return peer;
    }

    /** Null for names, scopes, ports and the short forms of IPv4: only the last good hop is then known. */
    private static @Nullable InetAddress literal(String hop) {
        boolean isIpv6 = hop.indexOf(':') >= 0;
        boolean isPlain = hop.indexOf('%') < 0
                && (isIpv6 || hop.chars().filter(c -> c == '.').count() == 3);
        if (!isPlain) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(hop);
        } catch (IllegalArgumentException _) {
            return null;
        }
    }

    /** Who counts as one in limits by address: one IPv6 subscriber has a whole /64. */
    static String subscriber(InetAddress peer) {
        return peer instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(peer.getAddress(), 8))
                : peer.getHostAddress();
    }
}
