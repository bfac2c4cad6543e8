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
    private final String printed;

    private HubSetup(ObjectNode root, Map<String, String> environment, String printed) {
        this.root = root;
        this.environment = environment;
        this.printed = printed;
    }

    HubSetup() {
        this(Json.object(), new TreeMap<>(), "");
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
        return new HubSetup(merged, environment, printed);
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
        return new HubSetup(root, more, printed);
    }

    /** The same followed by a text that stands as it was printed, comments and all. */
    HubSetup printed(String text) {
        return new HubSetup(root, environment, text);
    }

    /** What stands in the configuration file. */
    String text() {
        var own = root.toPrettyString();
        return printed.isEmpty()
                ? own
                : own.substring(0, own.lastIndexOf('}')) + "," + printed.substring(printed.indexOf('{') + 1);
    }

    Map<String, String> environment() {
        return environment;
    }

    /** For what only one test sets. */
    ObjectNode root() {
        return root;
    }
}
