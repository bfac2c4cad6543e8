package io.nexusmcp.e2e;

import java.net.URI;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The configuration of a hub under test: loopback, free ports, limits out of the way, and the servers named here. */
final class HubSetup {
    private final ObjectNode root = Json.object();

    HubSetup() {
        listener("server");
        listener("admin");
        for (var who : List.of("perCaller", "perIp")) {
            root.withObject("/rateLimit/" + who)
                    .put("requests", 1_000_000)
                    .put("period", "1m")
                    .put("burst", 100_000);
        }
    }

    private void listener(String name) {
        root.putObject(name).put("host", "127.0.0.1").put("port", 0);
    }

    HubSetup http(String name, URI url) {
        root.withObject("/mcpServers/" + name).put("url", url.toString());
        return this;
    }

    HubSetup stdio(String name, List<String> command) {
        var server = root.withObject("/mcpServers/" + name).put("command", command.getFirst());
        var arguments = server.putArray("args");
        command.subList(1, command.size()).forEach(arguments::add);
        server.put("shared", true);
        return this;
    }

    /** For what only one test sets. */
    ObjectNode root() {
        return root;
    }
}
