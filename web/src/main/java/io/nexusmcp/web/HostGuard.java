package io.nexusmcp.web;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Which Host and {@code :authority} values a listener answers to, so that no rebound DNS name reaches it. */
final class HostGuard {
    static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");
    private static final int HTTP_PORT = 80;

    private final Set<Authority> own = new HashSet<>();

    HostGuard(InetAddress bound, int port) {
        ownHosts(bound).forEach(host -> own.add(new Authority(host, port)));
    }

    /** The names an address implies: itself with all loopback names, one interface, or none for the wildcard. */
    static List<String> ownHosts(InetAddress bound) {
        if (bound.isAnyLocalAddress()) {
            return List.of();
        }
        var own = bound instanceof Inet6Address ? "[" + bound.getHostAddress() + "]" : bound.getHostAddress();
        return bound.isLoopbackAddress()
                ? Stream.concat(LOOPBACK.stream(), Stream.of(own)).toList()
                : List.of(own);
    }

    boolean admits(String host, AccessRules rules) {
        return Authority.parse(host)
                .map(HostGuard::withPort)
                .filter(asked -> own.contains(asked) || rules.allows(asked))
                .isPresent();
    }

    private static Authority withPort(Authority asked) {
        return asked.port() == Authority.NO_PORT ? new Authority(asked.host(), HTTP_PORT) : asked;
    }
}
