package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;
import static io.nexusmcp.hub.config.Doc.startUp;

import java.util.List;

/** Where administrators connect: the keys of {@code admin}. */
public record AdminConfig(String host, int port, List<String> allowedHosts, boolean insecurePlaintext) {
    static final int DEFAULT_PORT = 3001;

    static AdminConfig read(Section section) {
        return new AdminConfig(
                section.value(startUp("host", "Address the admin plane listens on."), Addresses.HOST, "127.0.0.1"),
                section.value(
                        startUp("port", "Port of the admin plane; 0 takes any free one."),
                        Measures.integer(0, ListenerConfig.MAX_PORT),
                        DEFAULT_PORT),
                section.list(
                        live("allowedHosts", "Hosts accepted in `Host` besides loopback names."),
                        Addresses.AUTHORITY,
                        List.of()),
                section.value(
                        startUp("insecurePlaintext", "Allows a plaintext listener beyond loopback."),
                        Values.BOOL,
                        false));
    }
}
