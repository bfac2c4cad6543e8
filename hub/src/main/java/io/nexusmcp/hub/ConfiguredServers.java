package io.nexusmcp.hub;

import io.nexusmcp.core.catalog.ServerSpec;
import io.nexusmcp.core.catalog.ServerSpec.EraChoice;
import io.nexusmcp.hub.config.HubConfig;
import io.nexusmcp.hub.config.McpServerConfig;
import java.util.List;
import java.util.stream.Stream;

/** The servers of a configuration, in its order, as the rest of the hub knows them. */
final class ConfiguredServers {
    private ConfiguredServers() {}

    /** @param bundled those that come before them */
    static List<ServerSpec> after(List<ServerSpec> bundled, HubConfig config) {
        return Stream.concat(bundled.stream(), config.servers().stream().map(ConfiguredServers::spec))
                .toList();
    }

    private static ServerSpec spec(McpServerConfig server) {
        var spec = server.spec();
        var address = switch (spec.address()) {
            case ServerSpec.Stdio stdio ->
                new ServerSpec.Stdio(
                        stdio.command(),
                        stdio.arguments(),
                        stdio.environment(),
                        stdio.directory(),
                        stdio.shared(),
                        stdio.maxChildren(),
                        era(server.era()));
            case ServerSpec.Http http -> withEra(http, server.era());
            case ServerSpec.WebSocket(var http) -> new ServerSpec.WebSocket(withEra(http, server.era()));
            case ServerSpec.Sse sse -> sse;
            case ServerSpec.OpenApi api -> api;
        };
        return new ServerSpec(spec.name(), spec.prefix(), spec.enabled(), spec.timeout(), address, spec.checks());
    }

    private static ServerSpec.Http withEra(ServerSpec.Http http, McpServerConfig.Era era) {
        return new ServerSpec.Http(http.url(), http.headers(), http.certificateAuthorities(), era(era));
    }

    private static EraChoice era(McpServerConfig.Era era) {
        return switch (era) {
            case AUTO -> EraChoice.AUTO;
            case LEGACY -> EraChoice.LEGACY;
            case MODERN -> EraChoice.MODERN;
        };
    }
}
