package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

import java.time.Duration;

/**
 * WebSocket towards clients: the keys of {@code server.webSocket}.
 *
 * @param pingInterval between pings; a client that shows no sign of life for two is gone
 */
public record WebSocketConfig(boolean enabled, Duration pingInterval) {
    static WebSocketConfig read(Section section) {
        var second = Duration.ofSeconds(1);
        return new WebSocketConfig(
                section.value(live("enabled", "Offers it to clients."), Values.BOOL, true),
                section.value(
                        live("pingInterval", "Time between pings; a client silent for two of them is cut."),
                        Measures.duration(second, second, Duration.ofHours(1)),
                        Duration.ofSeconds(30)));
    }
}
