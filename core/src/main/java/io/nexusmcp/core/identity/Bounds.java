package io.nexusmcp.core.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What binds a credential besides its permissions.
 *
 * @param key id of the key that was presented; of several that stand for one caller it is the one in use
 * @param networks CIDR blocks it works from; empty for anywhere
 * @param end from when on it no longer works
 */
public record Bounds(Optional<String> key, List<String> networks, Optional<Instant> end) {
    public static final Bounds NONE = new Bounds(Optional.empty(), List.of(), Optional.empty());

    public Bounds {
        networks = List.copyOf(networks);
    }

    /** Whether a key bound to these networks works only where this credential does. */
    public boolean holdNetworks(List<String> others) {
        if (networks.isEmpty()) {
            return true;
        }
        var own = Network.parseAll(networks);
        return !others.isEmpty()
                && Network.parseAll(others).stream()
                        .allMatch(other -> own.stream().anyMatch(network -> network.contains(other)));
    }

    /** Whether a key with this end is over no later than this credential. */
    public boolean holdEnd(Optional<Instant> other) {
        return end.isEmpty() || other.isPresent() && !other.get().isAfter(end.get());
    }
}
