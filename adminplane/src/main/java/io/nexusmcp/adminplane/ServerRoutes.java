package io.nexusmcp.adminplane;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.ServerAdministration;
import io.nexusmcp.core.catalog.ServerStatus;
import io.nexusmcp.core.catalog.SwitchProblem;
import io.nexusmcp.protocol.json.JsonSlice;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Servers: how they are, and their switches. None can be added here. */
final class ServerRoutes {
    private static final Access READ = Access.needs("read", "servers");
    private static final Access WRITE = Access.needs("write", "servers");

    private final ServerAdministration servers;

    ServerRoutes(ServerAdministration servers) {
        this.servers = servers;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/v1/servers",
                        READ,
                        "servers/list",
                        "Lists all configured servers, and warns of what cannot hold with what they offer.",
                        _ -> list()),
                change("enable", "Lets a server be used again.", servers::enable),
                change("disable", "Takes a server out of every list at once.", servers::disable),
                change("restart", "Closes what is open to a server and connects again.", servers::restart));
    }

    private static Route change(String verb, String says, Function<ServerName, Optional<ServerStatus>> command) {
        return Route.post("/api/v1/servers/{server}/" + verb, WRITE, "servers/" + verb, says, request -> {
            var name = request.variable("server");
            if (!ServerName.isValid(name)) {
                throw AdminProblem.notFound("server");
            }
            return Answer.json(Json.object().set("server", changed(new ServerName(name), command)));
        });
    }

    private static JsonSlice changed(ServerName name, Function<ServerName, Optional<ServerStatus>> command) {
        try {
            return command.apply(name).map(ServerRoutes::json).orElseThrow(() -> AdminProblem.notFound("server"));
        } catch (SwitchProblem problem) {
            throw AdminProblem.conflict("This cannot be done: " + problem.getMessage() + ".");
        }
    }

    private Answer list() {
        return Answer.json(Json.object()
                .set(
                        "servers",
                        Json.list(
                                servers.list().stream().map(ServerRoutes::json).toList()))
                .set("warnings", Json.texts(servers.warnings())));
    }

    private static JsonSlice json(ServerStatus status) {
        return Json.object()
                .set("name", status.name().value())
                .set("state", status.state().name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .set("enabled", Json.truth(status.isEnabled()))
                .set("transport", status.transport())
                .set("revision", Json.text(status.revision()))
                .set("since", status.since().toString())
                .set("lastError", Json.text(status.lastError()))
                .set("tools", Json.number(status.tools()))
                .set("restarts", Json.number(status.restarts()))
                .slice();
    }
}
