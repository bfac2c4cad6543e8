package io.nexusmcp.hub.config;

import static io.nexusmcp.hub.config.Doc.live;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.catalog.ServerSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads {@code mcpServers} as Claude, Cursor and VS Code write it, with the hub's own keys besides. */
final class ServersReader {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
    private static final Predicate<String> PREFIX =
            Pattern.compile("([A-Za-z0-9-]+(_[A-Za-z0-9-]+)*)?").asMatchPredicate();
    private static final Map<String, McpServerConfig.Era> ERAS = eras();
    private static final Map<String, Transport> TRANSPORTS = transports();
    private static final String PLACEHOLDER = "NAME";

    /** How a server is spoken to. */
    private enum Transport {
        STDIO,
        HTTP
    }

    private ServersReader() {}

    static List<McpServerConfig> read(Section root) {
        var servers = new LinkedHashMap<String, McpServerConfig>();
        var ours = live("mcpServers", "The servers behind the hub, by name.");
        var editors = live("servers", "VS Code's word for `mcpServers`; takes the same keys.");
        for (var doc : List.of(ours, editors)) {
            root.each(doc, PLACEHOLDER, (all, name) -> {
                if (doc.equals(editors) && root.reading().describes()) {
                    return Optional.empty();
                }
                if (servers.containsKey(name)) {
                    all.problem(name, "stands in mcpServers and in servers", "remove one");
                }
                var server = all.section(live(name, "One server."), section -> server(section, name));
                server.ifPresent(read -> servers.put(name, read));
                return server;
            });
        }
        refuseEqualPrefixes(root, servers.values());
        return List.copyOf(servers.values());
    }

    private static Optional<McpServerConfig> server(Section section, String name) {
        var prefix = section.value(
                live("prefix", "Stands before `__` and the names of its tools; `\"\"` for none. Default: its name."),
                Values.text()
                        .and(
                                "letters, digits, hyphens and single underscores",
                                text -> PREFIX.test(text) && text.length() <= 40,
                                "is no prefix",
                                "write up to 40 letters, digits, hyphens and single underscores"),
                name);
        boolean isDisabled = section.value(live("disabled", "Keeps it out of use."), Values.bool(), false);
        var milli = Duration.ofMillis(1);
        var timeout = section.value(
                live("timeout", "The longest one request may take."),
                Measures.duration(milli, milli.multipliedBy(10), Duration.ofHours(1)),
                DEFAULT_TIMEOUT);
        var era = section.value(
                live("era", "The era of the protocol it speaks; `auto` finds out."),
                Values.choice(ERAS),
                McpServerConfig.Era.AUTO);
        var checks = section.each(
                live("checks", "Checks of arguments by tool, to exempt single ones; `*` stands for all its tools."),
                "TOOL",
                (tools, tool) -> tools.section(live(tool, "One tool."), ServersReader::exemption));
        var address = address(section);
        if (!ServerName.isValid(name)) {
            refuseName(section, name);
            return Optional.empty();
        }
        return address.map(found -> new McpServerConfig(
                new ServerSpec(new ServerName(name), prefix, !isDisabled, timeout, found, checks), era));
    }

    private static ServerSpec.Exemption exemption(Section section) {
        boolean keys = section.value(live("dangerousKeys", "Looks for dangerous keys."), Values.bool(), true);
        boolean paths = section.value(live("pathTraversal", "Looks for path traversal."), Values.bool(), true);
        return new ServerSpec.Exemption(!keys, !paths);
    }

    private static Optional<ServerSpec.Address> address(Section section) {
        var stdio = new StdioReader(section).read();
        var http = new HttpReader(section).read();
        var type = section.optional(
                live("type", "The transport; found by `command` or `url` when left out."),
                Values.choice(TRANSPORTS, Map.of("sse", "MC-2", "ws", "MC-2", "websocket", "MC-2")));
        boolean isChild = section.has("command");
        boolean isRemote = section.has("url");
        if (isChild == isRemote) {
            section.problem("", isChild ? "has both command and url" : "has neither command nor url", "give one");
            return Optional.empty();
        }
        type.filter(given -> (given == Transport.STDIO) != isChild).ifPresent(_ -> section.problem(
                "type",
                "does not fit " + (isChild ? "command" : "url"),
                isChild ? "write stdio or leave it out" : "write http or leave it out"));
        var foreign = isChild ? HttpReader.KEYS : StdioReader.KEYS;
        for (var key : foreign) {
            if (section.has(key)) {
                section.problem(key, "has no meaning with " + (isChild ? "command" : "url"), "remove it");
            }
        }
        return isChild ? stdio.map(ServerSpec.Address.class::cast) : http.map(ServerSpec.Address.class::cast);
    }

    private static void refuseName(Section section, String name) {
        if (section.reading().describes()) {
            return;
        }
        var slug = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        var advice = ServerName.isValid(slug) ? "write " + slug : "write 1 to 40 of a-z, 0-9 and inner hyphens";
        section.problem("", "is not a name for a server", advice);
    }

    private static void refuseEqualPrefixes(Section root, Iterable<McpServerConfig> servers) {
        var owners = new HashMap<String, ServerName>();
        for (var server : servers) {
            var spec = server.spec();
            var earlier = spec.prefix().isEmpty() ? null : owners.putIfAbsent(spec.prefix(), spec.name());
            if (earlier != null) {
                var path = (root.has("mcpServers") ? "mcpServers." : "servers.") + spec.name() + ".prefix";
                root.reading().problems.add(Problem.error(
                        root.reading().origin(path),
                        path,
                        "the server " + earlier + " has the same prefix",
                        "give one of them another"));
            }
        }
    }

    private static Map<String, McpServerConfig.Era> eras() {
        var eras = new LinkedHashMap<String, McpServerConfig.Era>();
        for (var era : McpServerConfig.Era.values()) {
            eras.put(era.name().toLowerCase(Locale.ROOT), era);
        }
        return eras;
    }

    private static Map<String, Transport> transports() {
        var transports = new LinkedHashMap<String, Transport>();
        transports.put("stdio", Transport.STDIO);
        transports.put("http", Transport.HTTP);
        transports.put("streamable-http", Transport.HTTP);
        return transports;
    }
}
