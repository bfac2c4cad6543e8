package io.nexusmcp.upstream;

import io.nexusmcp.core.ServerName;
import io.nexusmcp.core.route.ServerNews;
import io.nexusmcp.protocol.ListKind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a server said of its lists, until they have been read again: who is told of a change before that would read what
 * was there before. Safe for use by many threads.
 */
final class Announcements {
    private static final int MAX_WAITING = 4_096;

    private final Set<Change> waiting = new LinkedHashSet<>();

    private record Change(Optional<String> partition, ListKind kind) {}

    /** @param partition whose connection it came on; empty for the one that all share */
    synchronized void add(Optional<String> partition, ListKind kind) {
        if (waiting.size() < MAX_WAITING) {
            waiting.add(new Change(partition, kind));
        }
    }

    /** Passes on what was said so far. */
    void tell(ServerName server, ServerNews news) {
        List<Change> changes;
        synchronized (this) {
            changes = List.copyOf(waiting);
            waiting.clear();
        }
        changes.forEach(change -> news.listChanged(server, change.partition(), change.kind()));
    }
}
