package io.nexusmcp.hub;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.Catalogs;
import io.nexusmcp.core.catalog.ServerAdministration;
import io.nexusmcp.core.catalog.ServerStatus;
import io.nexusmcp.core.catalog.SwitchProblem;
import io.nexusmcp.core.catalog.ToolSwitches;
import io.nexusmcp.core.pipeline.Rules;
import io.nexusmcp.upstream.UpstreamServers;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What operators do with servers: the switch is in the catalog, the connection upstream. */
final class ServerBoard implements ServerAdministration {
    private final UpstreamServers upstreams;
    private final Catalogs catalogs;
    private final ToolSwitches switches;
    private final Supplier<Rules> rules;
    private final Runnable reconnect;

    /** @param reconnect hands the servers that are to run to the upstream side */
    ServerBoard(
            UpstreamServers upstreams,
            Catalogs catalogs,
            ToolSwitches switches,
            Supplier<Rules> rules,
            Runnable reconnect) {
        this.upstreams = upstreams;
        this.catalogs = catalogs;
        this.switches = switches;
        this.rules = rules;
        this.reconnect = reconnect;
    }

    @Override
    public List<ServerStatus> list() {
        return upstreams.statuses();
    }

    @Override
    public List<String> warnings() {
        return CatalogWarnings.of(catalogs.current(), rules.get().policy());
    }

    @Override
    public Optional<ServerStatus> enable(ServerName server) {
        return set(server, true);
    }

    @Override
    public Optional<ServerStatus> disable(ServerName server) {
        return set(server, false);
    }

    @Override
    public Optional<ServerStatus> restart(ServerName server) {
        if (find(server).isPresent()) {
            upstreams.restart(server);
        }
        return find(server);
    }

    private Optional<ServerStatus> set(ServerName server, boolean isOn) {
        var entry = catalogs.current().server(server);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        if (isOn && !entry.get().spec().enabled()) {
            throw new SwitchProblem("the configuration disables this server: remove `disabled: true` there");
        }
        switches.setServer(server.value(), isOn);
        catalogs.switched();
        reconnect.run();
        return find(server);
    }

    private Optional<ServerStatus> find(ServerName server) {
        return list().stream().filter(status -> status.name().equals(server)).findFirst();
    }
}
