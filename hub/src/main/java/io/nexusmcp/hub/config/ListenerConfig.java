package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;
import static io.nexusmcp.hub.config.Doc.startUp;

import io.nexusmcp.core.identity.Network;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where MCP clients connect, and what they may say about where they come from: the keys of {@code server}.
 *
 * @param sse whether HTTP+SSE is offered
 */
public record ListenerConfig(
        String host,
        int port,
        Optional<URI> publicUrl,
        List<String> allowedHosts,
        List<String> allowedOrigins,
        List<Network> trustedProxies,
        boolean insecurePlaintext,
        boolean sse,
        WebSocketConfig webSocket) {

    static final int DEFAULT_PORT = 3000;
    static final int MAX_PORT = 65_535;

    static ListenerConfig read(Section section) {
        return new ListenerConfig(
                section.value(startUp("host", "Address the data plane listens on."), Addresses.HOST, "127.0.0.1"),
                section.value(
                        startUp("port", "Port of the data plane; 0 takes any free one, which `ports.json` then names."),
                        Measures.integer(0, MAX_PORT),
                        DEFAULT_PORT),
                section.optional(live("publicUrl", "The URL by which clients reach the hub."), Addresses.URL),
                section.list(
                        live(
                                "allowedHosts",
                                "Hosts accepted in `Host` besides loopback names and that of `publicUrl`."),
                        Addresses.AUTHORITY,
                        List.of()),
                section.list(
                        live("allowedOrigins", "Browser origins accepted besides loopback and that of `publicUrl`."),
                        Addresses.ORIGIN,
                        List.of()),
                networks(section),
                section.value(
                        startUp("insecurePlaintext", "Allows a plaintext listener beyond loopback."),
                        Values.BOOL,
                        false),
                sse(section.section(live("sse", "HTTP+SSE, the transport of 2024-11-05, at `/mcp/sse`."))),
                WebSocketConfig.read(section.section(live("webSocket", "WebSocket, at `/mcp/ws`."))));
    }

    private static boolean sse(Section section) {
        return section.value(live("enabled", "Offers it to clients that know no newer one."), Values.BOOL, false);
    }

    private static List<Network> networks(Section section) {
        var networks = new ArrayList<Network>();
        var doc = live("trustedProxies", "Proxies in front whose `X-Forwarded-For` is believed.");
        for (var address : section.list(doc, Values.NETWORK, List.of())) {
            networks.add(address.network());
        }
        return networks;
    }
}
