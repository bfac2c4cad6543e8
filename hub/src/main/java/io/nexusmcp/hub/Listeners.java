package io.nexusmcp.hub;

import io.nexusmcp.dataplane.ConnectionSettings;
import io.nexusmcp.hub.config.HubConfig;
import io.nexusmcp.web.AccessRules;
import io.nexusmcp.web.DoorLimits;
import io.nexusmcp.web.ListenerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The two listeners as configured. */
final class Listeners {
    private static final Duration DRAIN = Duration.ofSeconds(30);
    private static final int DATA_THREADS = 200;
    private static final int ADMIN_THREADS = 50;

    private Listeners() {}

    static ListenerSettings dataPlane(HubConfig config) {
        var server = config.server();
        return settings(server.host(), server.port(), server.insecurePlaintext(), DATA_THREADS);
    }

    static ListenerSettings adminPlane(HubConfig config) {
        var admin = config.admin();
        return settings(admin.host(), admin.port(), admin.insecurePlaintext(), ADMIN_THREADS);
    }

    static AccessRules accessRules(HubConfig config) {
        var server = config.server();
        return new AccessRules(
                server.allowedHosts(), server.allowedOrigins(), server.publicUrl(), server.trustedProxies());
    }

    static AccessRules adminAccessRules(HubConfig config) {
        return new AccessRules(config.admin().allowedHosts(), List.of(), Optional.empty(), List.of());
    }

    static ConnectionSettings connections(HubConfig config) {
        var server = config.server();
        return new ConnectionSettings(
                server.sse(), server.webSocket().enabled(), server.webSocket().pingInterval());
    }

    static DoorLimits limits(HubConfig config) {
        var limits = config.limits();
        return new DoorLimits(
                limits.maxHeaderBytes(),
                Math.toIntExact(limits.maxBodyBytes()),
                limits.headerTimeout(),
                limits.bodyTimeout(),
                limits.idleTimeout(),
                Math.toIntExact(limits.minDataRate()),
                limits.maxConnections(),
                limits.maxConnectionsPerIp());
    }

    private static ListenerSettings settings(String host, int port, boolean insecurePlaintext, int threads) {
        return new ListenerSettings(
                host,
                port,
                insecurePlaintext,
                DRAIN,
                new ListenerSettings.Threads(ListenerSettings.ThreadKind.VIRTUAL, threads));
    }
}
