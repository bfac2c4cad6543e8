package io.nexusmcp.dataplane;

import io.nexusmcp.core.Mount;
import io.nexusmcp.core.ServerName;
import java.util.Optional;
import org.eclipse.jetty.http.HttpMethod;

/** The paths of the transports that keep a connection, below {@code /mcp} and {@code /mcp/s/{server}}. */
record ConnectionRoute(Mount mount, Target target) {
    private static final String FEDERATED = "/mcp";
    private static final String SINGLE = "/mcp/s/";

    /** What is asked for. */
    enum Target {
        /** The stream of HTTP+SSE. */
        STREAM("sse", HttpMethod.GET),
        /** Where clients of HTTP+SSE post. */
        MESSAGE("message", HttpMethod.POST),
        WEB_SOCKET("ws", HttpMethod.GET);

        private final String name;
        private final HttpMethod method;

        Target(String name, HttpMethod method) {
            this.name = name;
            this.method = method;
        }

        /** The only one it is asked for with. */
        HttpMethod method() {
            return method;
        }
    }

    static Optional<ConnectionRoute> of(String path) {
        int slash = path.lastIndexOf('/');
        var last = path.substring(slash + 1);
        for (var target : Target.values()) {
            if (target.name.equals(last)) {
                return mount(path.substring(0, slash)).map(mount -> new ConnectionRoute(mount, target));
            }
        }
        return Optional.empty();
    }

    private static Optional<Mount> mount(String path) {
        if (path.equals(FEDERATED)) {
            return Optional.of(Mount.FEDERATED);
        }
        var name = path.startsWith(SINGLE) ? path.substring(SINGLE.length()) : "";
        return ServerName.isValid(name) ? Optional.of(Mount.of(new ServerName(name))) : Optional.empty();
    }

    /** The path of another target at the same endpoint. */
    String sibling(Target other) {
        return mount.server().map(server -> SINGLE + server.value()).orElse(FEDERATED) + "/" + other.name;
    }
}
