package io.nexusmcp.web;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** From which pages a browser may reach a listener. A request without Origin comes from no page and may pass. */
final class OriginGuard {
    private final Set<Origin> own = new HashSet<>();

    OriginGuard(InetAddress bound, int port) {
        HostGuard.ownHosts(bound).forEach(host -> own.add(new Origin("http", host, port)));
    }

    boolean admits(List<String> origins, AccessRules rules) {
        return switch (origins.size()) {
            case 0 -> true;
            case 1 ->
                Origin.parse(origins.getFirst())
                        .filter(page -> own.contains(page) || rules.allows(page))
                        .isPresent();
            default -> false;
        };
    }
}
