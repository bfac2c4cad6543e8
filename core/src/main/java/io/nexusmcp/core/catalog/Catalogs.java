package io.nexusmcp.core.catalog;

import io.nexusmcp.core.ServerName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Holds the current {@link Catalog} and makes a new one whenever the configuration, a server or a switch changes.
 * Readers take one snapshot and keep it. Listeners run after the swap, on the thread that caused it.
 */
public final class Catalogs implements ServerFeed {
    private final ToolSwitches switches;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Map<ServerName, Offered> offers = new HashMap<>();
    private List<ServerSpec> specs = List.of();
    private volatile Catalog current = Catalog.EMPTY;

    /** What was offered, and the server as it was then. */
    private record Offered(ServerSpec by, Offer offer) {}

    public Catalogs(ToolSwitches switches) {
        this.switches = switches;
    }

    /** Is told of every change of the catalog. */
    @FunctionalInterface
    public interface Listener {
        void changed(Catalog before, Catalog now);
    }

    public Catalog current() {
        return current;
    }

    public void onChange(Listener listener) {
        listeners.add(listener);
    }

    /** Takes the servers of a new configuration, in its order. */
    public void configure(List<ServerSpec> configured) {
        swap(() -> {
            specs = List.copyOf(configured);
            offers.values().removeIf(offered -> !isConfigured(offered.by()));
        });
    }

    @Override
    public void offers(ServerSpec server, Offer offer) {
        swap(() -> {
            if (isConfigured(server)) {
                offers.put(server.name(), new Offered(server, offer));
            }
        });
    }

    @Override
    public void lost(ServerSpec server, String why) {
        swap(() -> offers.computeIfPresent(
                server.name(), (_, offered) -> offered.by().isReachedLike(server) ? null : offered));
    }

    private boolean isConfigured(ServerSpec server) {
        return specs.stream().anyMatch(server::isReachedLike);
    }

    /** Takes a change of the switches into account. */
    public void switched() {
        swap(() -> {});
    }

    private void swap(Runnable change) {
        Catalog before;
        Catalog now;
        synchronized (this) {
            before = current;
            change.run();
            now = build(before);
            current = now;
        }
        listeners.forEach(listener -> listener.changed(before, now));
    }

    private Catalog build(Catalog before) {
        var serversOff = switches.servers();
        var toolsOff = switches.tools();
        var entries = new ArrayList<ServerEntry>();
        for (var spec : specs) {
            entries.add(entry(spec, before, serversOff, toolsOff));
        }
        return new Catalog(specs, entries, before.toolNames().with(entries));
    }

    private ServerEntry entry(ServerSpec spec, Catalog before, Set<String> serversOff, Set<String> toolsOff) {
        boolean isOff = !spec.enabled() || serversOff.contains(spec.name().value());
        var offered = offers.get(spec.name());
        if (isOff || offered == null) {
            return EntryReader.empty(spec, isOff);
        }
        var known = new HashMap<String, ToolDefinition>();
        before.server(spec.name()).ifPresent(entry -> {
            known.putAll(entry.toolsOff());
            known.putAll(entry.tools());
        });
        return new EntryReader(spec, toolsOff, known).read(offered.offer());
    }
}
