package io.nexusmcp.web;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** From which pages a browser may reach a listener. A request without Origin comes from no page and may pass. */
final class OriginGuard {
    private final Set<Origin> allowed = new HashSet<>();

    OriginGuard(AccessRules rules, InetAddress bound, int port) {
        HostGuard.ownHosts(bound).forEach(host -> allowed.add(new Origin("http", host, port)));
        rules.allowedOrigins().stream().map(AccessRules::origin).forEach(allowed::add);
        rules.publicUrl().map(AccessRules::origin).ifPresent(allowed::add);
    }

    boolean admits(List<String> origins) {
        return switch (origins.size()) {
            case 0 -> true;
            case 1 -> Origin.parse(origins.getFirst()).filter(allowed::contains).isPresent();
            default -> false;
        };
    }
}
