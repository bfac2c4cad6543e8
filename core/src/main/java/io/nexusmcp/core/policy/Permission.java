package io.nexusmcp.core.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An {@code action:resource} grant. A resource is a path such as {@code tools/github/create_issue}; {@code *} stands
 * for one segment, or at the end for all that follow, and a path covers everything below it.
 */
public record Permission(String action, List<String> resource) {
    private static final String ANY = "*";
    /** What there is to be permitted: the kinds of resources that each action is ever asked about. */
    private static final Map<String, Set<String>> KINDS = Map.of(
            "read",
            Set.of("tools", "prompts", "resources", "keys", "servers", "audit", "metrics", "config", "agents"),
            "write",
            Set.of("tools", "keys", "servers", "agents"),
            "execute",
            Set.of("tools", "agents"));

    public Permission {
        resource = List.copyOf(resource);
    }

    /** Empty when the text is not {@code action:resource}, or is one that nothing ever asks for. */
    public static Optional<Permission> parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1 || text.isBlank()) {
            return Optional.empty();
        }
        var permission = new Permission(text.substring(0, colon), segments(text.substring(colon + 1)));
        return permission.isEverAsked() ? Optional.of(permission) : Optional.empty();
    }

    private boolean isEverAsked() {
        var kind = resource.getFirst();
        if (action.equals(ANY)) {
            return kind.equals(ANY) || KINDS.values().stream().anyMatch(kinds -> kinds.contains(kind));
        }
        return KINDS.containsKey(action)
                && (kind.equals(ANY) || KINDS.getOrDefault(action, Set.of()).contains(kind));
    }

    static List<String> segments(String resource) {
        var segments = new ArrayList<String>(4);
        int from = 0;
        for (int slash = resource.indexOf('/'); slash >= 0; slash = resource.indexOf('/', from)) {
            segments.add(resource.substring(from, slash));
            from = slash + 1;
        }
        segments.add(resource.substring(from));
        return segments;
    }

    boolean covers(String wantedAction, List<String> wanted) {
        if (!action.equals(ANY) && !action.equals(wantedAction) || resource.size() > wanted.size()) {
            return false;
        }
        for (int at = 0; at < resource.size(); at++) {
            var own = resource.get(at);
            if (!own.equals(ANY) && !own.equals(wanted.get(at))) {
                return false;
            }
        }
        return true;
    }

    /** Whether something below the given path could be covered. */
    boolean reachesBelow(String wantedAction, List<String> path) {
        if (!action.equals(ANY) && !action.equals(wantedAction)) {
            return false;
        }
        for (int at = 0; at < Math.min(resource.size(), path.size()); at++) {
            var own = resource.get(at);
            if (!own.equals(ANY) && !own.equals(path.get(at))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return action + ":" + String.join("/", resource);
    }
}
