package io.nexusmcp.e2e;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** The configuration of a hub under test: loopback, free ports, limits out of the way, and the servers named here. */
final class HubSetup {
    private final ObjectNode root;
    private final Map<String, String> environment;

    private HubSetup(ObjectNode root, Map<String, String> environment) {
        this.root = root;
        this.environment = environment;
    }

    HubSetup() {
        this(Json.object(), new TreeMap<>());
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
        return stdio(name, command, true);
    }

    /** With one child for all callers, or one for each. */
    HubSetup stdio(String name, List<String> command, boolean isShared) {
        var server = root.withObject("/mcpServers/" + name).put("command", command.getFirst());
        var arguments = server.putArray("args");
        command.subList(1, command.size()).forEach(arguments::add);
        server.put("shared", isShared);
        return this;
    }

    /** The same with the members of a JSON text besides or instead. */
    HubSetup with(String members) {
        var merged = root.deepCopy();
        merge(merged, (ObjectNode) Json.read(members));
        return new HubSetup(merged, environment);
    }

    private static void merge(ObjectNode under, ObjectNode over) {
        over.forEachEntry((name, value) -> {
            if (value instanceof ObjectNode section && under.path(name) instanceof ObjectNode known) {
                merge(known, section);
            } else {
                under.set(name, value);
            }
        });
    }

    /** The same with a variable in the hub's environment. */
    HubSetup variable(String name, String value) {
        var more = new TreeMap<>(environment);
        more.put(name, value);
        return new HubSetup(root, more);
    }

    Map<String, String> environment() {
        return environment;
    }

    /** For what only one test sets. */
    ObjectNode root() {
        return root;
    }
}
