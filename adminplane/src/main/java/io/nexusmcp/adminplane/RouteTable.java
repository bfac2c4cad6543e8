package io.nexusmcp.adminplane;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the route of a path as it came on the wire. A path is cut into segments before anything is decoded, fixed
 * segments must be spelled plainly, and what could be read in two ways matches nothing.
 */
final class RouteTable {
    private static final String AMBIGUOUS = ";\\";

    private final List<Route> routes;

    RouteTable(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    /** A route and the variables of its path. */
    record Match(Route route, Map<String, String> variables) {}

    List<Route> routes() {
        return routes;
    }

    /** All routes of a path, by any method; usually none or one. */
    List<Match> at(String rawPath) {
        if (rawPath.chars().anyMatch(c -> AMBIGUOUS.indexOf(c) >= 0 || c <= ' ' || c > '~')) {
            return List.of();
        }
        var matches = new ArrayList<Match>();
        for (var route : routes) {
            variables(route, rawPath).ifPresent(variables -> matches.add(new Match(route, variables)));
        }
        return matches;
    }

    static String methods(List<Match> matches) {
        return matches.stream()
                .map(match -> match.route().method().name())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static Optional<Map<String, String>> variables(Route route, String rawPath) {
        var pattern = route.path().split("/", -1);
        var segments = rawPath.split("/", -1);
        if (pattern.length != segments.length) {
            return Optional.empty();
        }
        var variables = new HashMap<String, String>();
        for (int at = 0; at < pattern.length; at++) {
            if (pattern[at].startsWith("{")) {
                var value = decoded(segments[at]);
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                variables.put(pattern[at].substring(1, pattern[at].length() - 1), value.get());
            } else if (!pattern[at].equals(segments[at])) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }

    private static Optional<String> decoded(String segment) {
        try {
            // "+" stands for itself in a path; only queries and forms read it as a space
            var value = URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
            boolean isUsable = !value.isEmpty()
                    && !value.equals(".")
                    && !value.equals("..")
                    && value.chars().noneMatch(c -> Character.isISOControl(c) || c == '\uFFFD');
            return isUsable ? Optional.of(value) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
