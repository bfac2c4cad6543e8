package io.nexusmcp.hub.config;

import io.nexusmcp.hub.config.ConfigNode.Mapping;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;

/** Names the keys of a section that nothing asked for, each with the nearest that is known. */
final class UnknownKeys {
    private final Reading reading;
    private final Set<String> known;

    UnknownKeys(Reading reading, Set<String> known) {
        this.reading = reading;
        this.known = known;
    }

    void report(Mapping node, String path, String pattern) {
        node.members().forEach((name, member) -> {
            if (known.contains(name)) {
                return;
            }
            var at = path.isEmpty() ? name : path + "." + name;
            var kind = pattern.isEmpty() ? name : pattern + "." + name;
            var later = KeysOfOtherVersions.find(kind);
            if (later.isPresent()) {
                reading.problems.add(Problem.error(
                        member.key(), at, later.get().what(), later.get().mend()));
            } else if (member.value() instanceof Mapping below && KeysOfOtherVersions.hasBelow(kind)) {
                new UnknownKeys(reading, Set.of()).report(below, at, kind);
            } else {
                var mend = nearest(name);
                reading.problems.add(Problem.error(member.key(), at, "unknown key", mend));
            }
        });
    }

    private String nearest(String name) {
        var sibling = Nearest.of(name, known);
        if (sibling.isPresent()) {
            return "did you mean " + sibling.get() + "?";
        }
        var elsewhere = paths(ConfigKeys.all(), name);
        if (!elsewhere.isEmpty()) {
            return "did you mean " + elsewhere + "?";
        }
        return known.isEmpty() ? "" : "known here: " + known.stream().sorted().collect(Collectors.joining(", "));
    }

    private static String paths(Collection<ConfigKey> keys, String name) {
        return keys.stream()
                .filter(key -> Nearest.same(key.name(), name))
                .map(ConfigKey::path)
                .limit(3)
                .collect(Collectors.joining(" or "));
    }
}
