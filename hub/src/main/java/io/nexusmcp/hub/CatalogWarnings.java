package io.nexusmcp.hub;

import io.nexusmcp.core.catalog.Catalog;
import io.nexusmcp.core.policy.Policy;
import io.nexusmcp.core.policy.UnclearName;
import java.util.List;
import java.util.stream.Stream;

/** What an operator configured and cannot have, in sentences: names that clash, and names that mean several tools. */
final class CatalogWarnings {
    private CatalogWarnings() {}

    static List<String> of(Catalog catalog, Policy policy) {
        return Stream.concat(
                        catalog.clashes().stream().map(CatalogWarnings::text),
                        policy.unclear(catalog).stream().map(CatalogWarnings::text))
                .toList();
    }

    static String text(Catalog.Clash clash) {
        return clash.kind() + " " + clash.name() + " of server " + clash.withheld() + " is withheld at /mcp: server "
                + clash.owner() + " has the name already; give one a prefix";
    }

    static String text(UnclearName unclear) {
        return "mcp.tools.restrictions.allowedTools." + unclear.agent() + ": " + unclear.name()
                + " may mean several tools (" + String.join(", ", unclear.tools())
                + ") and allows none: write the name that the tool has at /mcp, such as server__tool";
    }
}
