package io.nexusmcp.core.catalog;

import io.nexusmcp.core.ServerName;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a name in a list of tools means: the tool that has it on the federated endpoint, else the one whose server
 * calls it so. Tools that are switched off count, and those of a server that is down, as it last offered them:
 * otherwise a name would come to mean another server's tool whenever its owner goes away.
 */
final class ToolNames {
    static final ToolNames NONE = new ToolNames(Map.of());

    private final Map<ServerName, Set<Name>> known;
    private final Map<String, Set<String>> federated = new HashMap<>();
    private final Map<String, Set<String>> own = new HashMap<>();

    private record Name(String path, String own, String federated) {}

    private ToolNames(Map<ServerName, Set<Name>> known) {
        this.known = Map.copyOf(known);
        known.values()
                .forEach(names -> names.forEach(name -> {
                    federated
                            .computeIfAbsent(name.federated(), _ -> new TreeSet<>())
                            .add(name.path());
                    own.computeIfAbsent(name.own(), _ -> new TreeSet<>()).add(name.path());
                }));
    }

    /** Those of the servers that offer something now, and what is remembered of the others. */
    ToolNames with(Collection<ServerEntry> entries) {
        var all = new HashMap<ServerName, Set<Name>>();
        for (var entry : entries) {
            var server = entry.spec().name();
            var names = new HashSet<Name>();
            entry.tools().values().forEach(tool -> names.add(name(tool)));
            entry.toolsOff().values().forEach(tool -> names.add(name(tool)));
            all.put(server, entry.offer().isPresent() ? names : known.getOrDefault(server, Set.of()));
        }
        return new ToolNames(all);
    }

    /** The {@code server/tool} paths of all tools that a name may mean. */
    Set<String> meant(String name) {
        return federated.getOrDefault(name, own.getOrDefault(name, Set.of()));
    }

    private static Name name(ToolDefinition tool) {
        return new Name(tool.path(), tool.name(), tool.federatedName());
    }
}
