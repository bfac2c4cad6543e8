package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.ServerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads {@code mcpServers} as Claude, Cursor and VS Code write it, with the hub's own keys besides. */
final class ServersReader {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
    private static final ValueType<String> PREFIX = TextRule.matching(
            "prefix",
            "up to 40 letters, digits, hyphens and single underscores",
            "(?!.{41})([A-Za-z0-9-]+(_[A-Za-z0-9-]+)*)?");
    private static final Map<String, Transport> TRANSPORTS = transports();
    private static final String PLACEHOLDER = "NAME";

    /** How a server is spoken to. */
    private enum Transport {
        STDIO,
        HTTP,
        SSE,
        WEB_SOCKET,
        OPENAPI
    }

    private ServersReader() {}

    static List<McpServerConfig> read(Section root) {
        var servers = new LinkedHashMap<String, McpServerConfig>();
        var prefixes = new HashMap<String, String>();
        var ours = live("mcpServers", "The servers behind the hub, by name.");
        var editors = live("servers", "VS Code's word for `mcpServers`; takes the same keys.");
        readAll(root.named(ours, PLACEHOLDER), servers, prefixes);
        var others = root.named(editors, PLACEHOLDER);
        if (!root.reading().describes()) {
            readAll(others, servers, prefixes);
        }
        return List.copyOf(servers.values());
    }

    private static void readAll(Section all, Map<String, McpServerConfig> servers, Map<String, String> prefixes) {
        for (var name : all.names()) {
            if (servers.containsKey(name)) {
                all.problem(name, "stands in mcpServers and in servers", "remove one");
                prefixes.values().remove(name);
            }
            var section = all.section(live(name, "One server."));
            var server = server(section, name);
            if (server.isPresent()) {
                servers.put(name, server.get());
                refuseEqualPrefix(section, server.get().spec(), prefixes);
            }
        }
    }

    private static void refuseEqualPrefix(Section section, ServerSpec spec, Map<String, String> prefixes) {
        var earlier = spec.prefix().isEmpty()
                ? null
                : prefixes.putIfAbsent(spec.prefix(), spec.name().value());
        if (earlier != null) {
            section.problem("prefix", "the server " + earlier + " has the same prefix", "give one of them another");
        }
    }

    private static Optional<McpServerConfig> server(Section section, String name) {
        var prefix = section.value(
                live("prefix", "Stands before `__` and the names of its tools; `\"\"` for none. Default: its name."),
                PREFIX,
                name);
        boolean isDisabled = section.value(live("disabled", "Keeps it out of use."), Values.BOOL, false);
        var milli = Duration.ofMillis(1);
        var timeout = section.value(
                live("timeout", "The longest one request may take."),
                Measures.duration(milli, milli.multipliedBy(10), Duration.ofHours(1)),
                DEFAULT_TIMEOUT);
        var era = section.value(
                live("era", "The era of the protocol it speaks; `auto` finds out."),
                Choice.of(McpServerConfig.Era.values()),
                McpServerConfig.Era.AUTO);
        var tools = section.named(
                live("checks", "Checks of arguments by tool, to exempt single ones; `*` stands for all its tools."),
                "TOOL");
        var checks = new LinkedHashMap<String, ServerSpec.Exemption>();
        for (var tool : tools.names()) {
            checks.put(tool, exemption(tools.section(live(tool, "One tool."))));
        }
        var address = address(section);
        if (era == McpServerConfig.Era.MODERN
                && address.filter(ServerSpec.Sse.class::isInstance).isPresent()) {
            section.problem("era", "does not fit type sse, which only the legacy era has", "remove it");
        }
        if (!ServerName.isValid(name)) {
            refuseName(section, name);
            return Optional.empty();
        }
        return address.isEmpty()
                ? Optional.empty()
                : Optional.of(new McpServerConfig(
                        new ServerSpec(new ServerName(name), prefix, !isDisabled, timeout, address.get(), checks),
                        era));
    }

    private static ServerSpec.Exemption exemption(Section section) {
        boolean keys = section.value(live("dangerousKeys", "Looks for dangerous keys."), Values.BOOL, true);
        boolean paths = section.value(live("pathTraversal", "Looks for path traversal."), Values.BOOL, true);
        return new ServerSpec.Exemption(!keys, !paths);
    }

    private static Optional<ServerSpec.Address> address(Section section) {
        var stdio = new StdioReader(section).read();
        var remote = new HttpReader(section).read();
        var api = new OpenApiReader(section).read(remote);
        var type = section.optional(
                live("type", "The transport; found by `command`, `url` or `openapi` when left out."),
                new Choice<>(TRANSPORTS, Map.of()));
        boolean isApi = section.has(OpenApiReader.KEY);
        boolean isChild = section.has("command");
        boolean isRemote = section.has("url") || isApi;
        if (isChild == isRemote) {
            section.problem(
                    "",
                    isChild
                            ? "has both command and " + (isApi ? "openapi" : "url")
                            : "has neither command nor url nor openapi",
                    "give one");
            return Optional.empty();
        }
        var found = isChild ? Transport.STDIO : isApi ? Transport.OPENAPI : remote(remote.server(), type);
        refuseOthers(section, found);
        if (type.isPresent() && type.get() != found) {
            section.problem("type", "does not fit " + key(found), "write " + words(found) + " or leave it out");
        }
        return switch (found) {
            case STDIO -> stdio.map(ServerSpec.Address.class::cast);
            case HTTP -> remote.server().map(ServerSpec.Address.class::cast);
            case SSE -> remote.server().map(ServerSpec.Sse::new);
            case WEB_SOCKET -> remote.server().map(ServerSpec.WebSocket::new);
            case OPENAPI -> api.map(ServerSpec.Address.class::cast);
        };
    }

    /** The scheme of the URL says whether it is a WebSocket. */
    private static Transport remote(Optional<ServerSpec.Http> server, Optional<Transport> type) {
        boolean isSocket =
                server.filter(http -> Addresses.isWebSocket(http.url())).isPresent();
        return isSocket
                ? Transport.WEB_SOCKET
                : type.filter(Transport.SSE::equals).orElse(Transport.HTTP);
    }

    private static void refuseOthers(Section section, Transport found) {
        var foreign = new ArrayList<String>();
        if (found == Transport.STDIO) {
            foreign.addAll(HttpReader.KEYS);
        } else {
            foreign.addAll(StdioReader.KEYS);
        }
        if (found == Transport.OPENAPI) {
            foreign.add("era");
        } else {
            foreign.addAll(OpenApiReader.KEYS);
        }
        foreign.stream()
                .filter(section::has)
                .forEach(key -> section.problem(key, "has no meaning with " + key(found), "remove it"));
    }

    /** The key that says so. */
    private static String key(Transport transport) {
        return switch (transport) {
            case STDIO -> "command";
            case HTTP, SSE, WEB_SOCKET -> "url";
            case OPENAPI -> OpenApiReader.KEY;
        };
    }

    private static String words(Transport transport) {
        return switch (transport) {
            case STDIO -> "stdio";
            case HTTP, SSE -> "http or sse,";
            case WEB_SOCKET -> "ws";
            case OPENAPI -> "openapi";
        };
    }

    private static void refuseName(Section section, String name) {
        if (section.reading().describes()) {
            return;
        }
        var slug = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        var advice = ServerName.isValid(slug) ? "write " + slug : "write 1 to 40 of a-z, 0-9 and inner hyphens";
        section.problem("", "is not a name for a server", advice);
    }

    private static Map<String, Transport> transports() {
        var transports = new LinkedHashMap<String, Transport>();
        transports.put("stdio", Transport.STDIO);
        transports.put("http", Transport.HTTP);
        transports.put("streamable-http", Transport.HTTP);
        transports.put("sse", Transport.SSE);
        transports.put("ws", Transport.WEB_SOCKET);
        transports.put("websocket", Transport.WEB_SOCKET);
        transports.put("openapi", Transport.OPENAPI);
        return transports;
    }
}
