package io.nexusmcp.hub.config;

import io.nexusmcp.hub.config.Problem.Severity;
import java.net.InetAddress;

/** Rules that bind several keys. */
final class CrossChecks {
    private final HubConfig config;
    private final Reading reading;

    private CrossChecks(HubConfig config, Reading reading) {
        this.config = config;
        this.reading = reading;
    }

    static void run(HubConfig config, Reading reading) {
        var checks = new CrossChecks(config, reading);
        checks.plaintext();
        checks.authentication();
        checks.ports();
        checks.sizes();
    }

    private void plaintext() {
        var server = config.server();
        boolean isBehindProxy = !server.trustedProxies().isEmpty();
        plaintext("server", server.host(), server.insecurePlaintext(), isBehindProxy);
        plaintext("admin", config.admin().host(), config.admin().insecurePlaintext(), false);
    }

    private void plaintext(String section, String host, boolean isAllowed, boolean isBehindProxy) {
        if (isLoopback(host)) {
            return;
        }
        if (isAllowed) {
            add(
                    Severity.WARNING,
                    section + ".insecurePlaintext",
                    "credentials cross the network in the clear on " + host,
                    "put a TLS proxy in front");
        } else if (!isBehindProxy) {
            var proxies = section.equals("server") ? "name the TLS proxy in front in server.trustedProxies, or " : "";
            add(
                    Severity.ERROR,
                    section + ".host",
                    "a plaintext listener beyond loopback",
                    proxies + "set " + section + ".insecurePlaintext: true");
        }
    }

    private void authentication() {
        if (config.enableAuth()) {
            return;
        }
        if (config.environment() == NexusEnvironment.PRODUCTION) {
            add(
                    Severity.CRITICAL,
                    "enableAuth",
                    "authentication is off in production: whoever reaches the hub may do everything",
                    "remove enableAuth: false");
        } else if (isLoopback(config.server().host())) {
            add(Severity.WARNING, "enableAuth", "authentication is off: every program on this machine may call", "");
        } else {
            add(
                    Severity.ERROR,
                    "enableAuth",
                    "authentication is off on a listener beyond loopback",
                    "listen on 127.0.0.1, or remove enableAuth: false");
        }
    }

    private void ports() {
        int port = config.server().port();
        if (port != 0 && port == config.admin().port()) {
            add(Severity.ERROR, "admin.port", "is the port of the data plane, too", "choose another");
        }
    }

    private void sizes() {
        var limits = config.limits();
        if (limits.maxConnectionsPerIp() > limits.maxConnections()) {
            add(Severity.WARNING, "limits.maxConnectionsPerIp", "is more than limits.maxConnections", "");
        }
        if (limits.maxConcurrentPerCaller() > limits.maxConcurrent()) {
            add(Severity.WARNING, "limits.maxConcurrentPerCaller", "is more than limits.maxConcurrent", "");
        }
        var header = config.auth().apiKey().header();
        if (header.equalsIgnoreCase(config.agents().authentication().header())) {
            add(Severity.ERROR, "agents.authentication.header", "is the header of users' keys, too", "choose another");
        }
    }

    private void add(Severity severity, String key, String what, String mend) {
        reading.problems.add(new Problem(severity, reading.origin(key), key, what, mend));
    }

    /** Whether only programs on this machine can reach an address. */
    static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
