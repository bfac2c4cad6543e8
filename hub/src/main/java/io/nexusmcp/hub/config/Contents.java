package io.nexusmcp.hub.config;

import io.nexusmcp.hub.config.ConfigNode.Mapping;
import io.nexusmcp.hub.config.ConfigNode.Scalar;
import io.nexusmcp.hub.config.ConfigNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a file says apart from where it says it, for comparing two texts. */
final class Contents {
    private Contents() {}

    /** Everything but one server; a section of servers without any counts as none. */
    static List<Map.Entry<String, Object>> without(Mapping root, String server) {
        var all = new LinkedHashMap<String, Object>();
        root.members().forEach((name, member) -> all.put(name, of(member.value())));
        for (var section : List.of("mcpServers", "servers")) {
            if (all.get(section) instanceof Map<?, ?> servers) {
                servers.remove(server);
            }
            if (all.get(section) instanceof Map<?, ?> servers && servers.isEmpty()
                    || all.get(section) instanceof Text text && text.kind() == ConfigNode.Kind.NOTHING) {
                all.remove(section);
            }
        }
        return new ArrayList<>(all.entrySet());
    }

    private record Text(String text, ConfigNode.Kind kind) {}

    private static Object of(ConfigNode node) {
        return switch (node) {
            case Scalar scalar -> new Text(scalar.text(), scalar.kind());
            case Sequence sequence ->
                sequence.items().stream().map(Contents::of).toList();
            case Mapping mapping -> {
                var members = new LinkedHashMap<String, Object>();
                mapping.members().forEach((name, member) -> members.put(name, of(member.value())));
                yield members;
            }
        };
    }
}
