package io.nexusmcp.upstream;

import io.nexusmcp.protocol.ClientAbilities;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The connections to a server that is there, as far as resources are watched over them. */
final class WatchedConnections implements ServerWatches.Connections {
    private final Endpoint endpoint;
    private final Partitions partitions;
    private final Link own;
    private final Supplier<Deadline> deadlines;

    /** @param deadlines for one request to the server */
    WatchedConnections(Endpoint endpoint, Partitions partitions, Link own, Supplier<Deadline> deadlines) {
        this.endpoint = endpoint;
        this.partitions = partitions;
        this.own = own;
        this.deadlines = deadlines;
    }

    /** The one that calls of this partition use while no question is open on it. */
    @Override
    public Optional<Partition> over(Partition partition) {
        if (endpoint.isShared(own)) {
            return Optional.empty();
        }
        var declared = own.greeting().isModern() ? ClientAbilities.NONE : partition.abilities();
        return Optional.of(new Partition(partition.caller(), declared, 0));
    }

    @Override
    public Set<String> watch(Optional<Partition> over, Set<String> uris) {
        var deadline = deadlines.get();
        if (over.isEmpty()) {
            return own.watch(uris, deadline);
        }
        if (uris.isEmpty()) {
            partitions.ifOpen(over.get(), link -> link.watch(uris, deadline));
            return Set.of();
        }
        return partitions.held(over.get(), deadline, link -> link.watch(uris, deadline));
    }
}
