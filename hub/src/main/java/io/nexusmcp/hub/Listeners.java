package io.nexusmcp.hub;

import io.nexusmcp.hub.config.HubConfig;
import io.nexusmcp.web.AccessRules;
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
        var threads = new ListenerSettings.Threads(ListenerSettings.ThreadKind.VIRTUAL, DATA_THREADS);
        return settings(config, server.host(), server.port(), server.insecurePlaintext(), threads);
    }

    static ListenerSettings adminPlane(HubConfig config) {
        var admin = config.admin();
        var threads = new ListenerSettings.Threads(ListenerSettings.ThreadKind.VIRTUAL, ADMIN_THREADS);
        return settings(config, admin.host(), admin.port(), admin.insecurePlaintext(), threads);
    }

    static AccessRules accessRules(HubConfig config) {
        var server = config.server();
        return new AccessRules(
                server.allowedHosts(), server.allowedOrigins(), server.publicUrl(), server.trustedProxies());
    }

    static AccessRules adminAccessRules(HubConfig config) {
        return new AccessRules(config.admin().allowedHosts(), List.of(), Optional.empty(), List.of());
    }

    private static ListenerSettings settings(
            HubConfig config, String host, int port, boolean insecurePlaintext, ListenerSettings.Threads threads) {
        var limits = config.limits();
        return new ListenerSettings(
                host,
                port,
                insecurePlaintext,
                limits.maxHeaderBytes(),
                Math.toIntExact(limits.maxBodyBytes()),
                limits.headerTimeout(),
                limits.bodyTimeout(),
                limits.idleTimeout(),
                Math.toIntExact(limits.minDataRate()),
                limits.maxConnections(),
                limits.maxConnectionsPerIp(),
                DRAIN,
                threads);
    }
}
