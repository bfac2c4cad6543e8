package io.nexusmcp.upstream;

import io.nexusmcp.core.route.ResourceWatch;
import io.nexusmcp.protocol.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resources of one server that clients watch. Each connection is asked once for a resource, however many watch it,
 * and again after it was lost; whoever watched is then told to look, since nobody heard what happened meanwhile.
 * Outlives connections and restarts of the server. Safe for use by many threads.
 */
final class ServerWatches implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerWatches.class);

    /** A longer one is told of by itself only: looking for all of which it may be a part would cost too much. */
    private static final int MAX_DIVIDED = 2_048;

    private final Map<String, Set<Watcher>> byUri = new HashMap<>();
    private final Map<Partition, Set<Watcher>> byPartition = new HashMap<>();
    private final Map<Optional<Partition>, Work> work = new HashMap<>();
    private Optional<Connections> connections = Optional.empty();
    /** Counts what ends a pause. */
    private long wishes;

    private boolean isConnected;
    private boolean isClosed;

    /** The connections to the server, while it is there. */
    interface Connections {
        /** The connection over which a partition watches; empty for the one that all share. */
        Optional<Partition> over(Partition partition);

        /** Has the server tell of exactly these resources on a connection; gives those that it refuses. */
        Set<String> watch(Optional<Partition> over, Set<String> uris);
    }

    /** What is to be done for one connection, by one thread at a time. */
    private static final class Work {
        private final Backoff backoff = new Backoff();
        private boolean isRunning;
        private boolean isDue;
        private boolean wasDeaf;
        private long agreedAt = System.nanoTime();
    }

    private final class Watcher implements ResourceWatch {
        private final Partition partition;
        private final String uri;
        private final Consumer<JsonObject> changed;
        private State state = State.OPEN;

        Watcher(Partition partition, String uri, Consumer<JsonObject> changed) {
            this.partition = partition;
            this.uri = uri;
            this.changed = changed;
        }

        private synchronized boolean settle(State outcome) {
            boolean wasAgreed = state == State.AGREED;
            state = outcome;
            notifyAll();
            return wasAgreed;
        }

        @Override
        public synchronized State await(Duration patience) throws InterruptedException {
            var deadline = Deadline.in(patience);
            for (long wait = deadline.remainingMillis(); state == State.OPEN && wait > 0; ) {
                wait(wait);
                wait = deadline.remainingMillis();
            }
            return state;
        }

        @Override
        public void close() {
            remove(this);
        }
    }

    ResourceWatch add(Partition partition, String uri, Consumer<JsonObject> changed) {
        var watcher = new Watcher(partition, uri, changed);
        synchronized (this) {
            byUri.computeIfAbsent(uri, _ -> new LinkedHashSet<>()).add(watcher);
            byPartition.computeIfAbsent(partition, _ -> new LinkedHashSet<>()).add(watcher);
            due(over(partition), false);
        }
        return watcher;
    }

    private synchronized void remove(Watcher watcher) {
        if (take(byUri, watcher.uri, watcher)) {
            take(byPartition, watcher.partition, watcher);
            due(over(watcher.partition), false);
        }
    }

    private static <K> boolean take(Map<K, Set<Watcher>> index, K key, Watcher watcher) {
        var watchers = index.getOrDefault(key, Set.of());
        boolean isFound = watchers.contains(watcher) && watchers.remove(watcher);
        if (isFound && watchers.isEmpty()) {
            index.remove(key);
        }
        return isFound;
    }

    private Optional<Partition> over(Partition partition) {
        return connections.map(now -> now.over(partition)).orElse(Optional.of(partition));
    }

    /** The server is there; whatever is watched is asked for over these connections. */
    synchronized void connected(Connections now) {
        connections = Optional.of(now);
        isConnected = true;
        due(Optional.empty(), true);
        byPartition.keySet().forEach(partition -> due(now.over(partition), true));
        wishes++;
        notifyAll();
    }

    /** The server is away, unless it is there over other connections by now. */
    synchronized void disconnected(Connections gone) {
        if (connections.filter(gone::equals).isPresent()) {
            isConnected = false;
        }
    }

    /** For a while nobody heard what was told on a connection, which may have forgotten what it was asked for. */
    synchronized void missed(Optional<Partition> over) {
        due(over, true);
    }

    /** Called with the monitor held. */
    private void due(Optional<Partition> over, boolean wasDeaf) {
        var own = work.computeIfAbsent(over, _ -> new Work());
        own.isDue = true;
        own.wasDeaf |= wasDeaf;
        if (!own.isRunning && isConnected && !isClosed) {
            own.isRunning = true;
            Thread.ofVirtual().name("watches").start(() -> run(over, own));
        } else if (!wasDeaf) {
            wishes++;
            notifyAll();
        }
    }

    private void run(Optional<Partition> over, Work own) {
        try {
            while (true) {
                Connections now;
                Set<String> uris;
                boolean wasDeaf;
                synchronized (this) {
                    if (!own.isDue || !isConnected || isClosed) {
                        own.isRunning = false;
                        forgetDone(over, own);
                        return;
                    }
                    own.isDue = false;
                    wasDeaf = own.wasDeaf;
                    own.wasDeaf = false;
                    now = connections.orElseThrow();
                    uris = uris(over);
                }
                ask(over, own, now, uris, wasDeaf);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            LOG.error("what is watched could not be asked for", bug);
        } finally {
            synchronized (this) {
                own.isRunning = false;
            }
        }
    }

    private void forgetDone(Optional<Partition> over, Work own) {
        if (!own.isDue && uris(over).isEmpty()) {
            work.remove(over, own);
        }
    }

    private void ask(Optional<Partition> over, Work own, Connections now, Set<String> uris, boolean wasDeaf)
            throws InterruptedException {
        try {
            var refused = now.watch(over, uris);
            var lasted = Duration.ofNanos(System.nanoTime() - own.agreedAt);
            own.agreedAt = System.nanoTime();
            settle(over, uris, refused, wasDeaf);
            if (wasDeaf) {
                // one that loses its stream again and again is asked less and less often
                pause(own.backoff.afterFailure(lasted));
            }
        } catch (UpstreamException e) {
            LOG.debug("what is watched could not be asked for: {}", e.why());
            synchronized (this) {
                own.isDue = true;
                own.wasDeaf |= wasDeaf;
            }
            pause(own.backoff.afterFailure(Duration.ZERO));
        }
    }

    /** Ends sooner when the server is back, and when more is wanted. */
    private synchronized void pause(Duration time) throws InterruptedException {
        var deadline = Deadline.in(time);
        long before = wishes;
        for (long wait = deadline.remainingMillis(); wait > 0 && wishes == before && !isClosed; ) {
            wait(wait);
            wait = deadline.remainingMillis();
        }
    }

    private void settle(Optional<Partition> over, Set<String> asked, Set<String> refused, boolean wasDeaf) {
        for (var watcher : on(over)) {
            if (refused.contains(watcher.uri)) {
                watcher.settle(ResourceWatch.State.REFUSED);
                remove(watcher);
            } else if (asked.contains(watcher.uri) && watcher.settle(ResourceWatch.State.AGREED) && wasDeaf) {
                watcher.changed.accept(
                        JsonObject.EMPTY.edit().set("uri", watcher.uri).object());
            }
        }
    }

    private synchronized List<Watcher> on(Optional<Partition> over) {
        var found = new ArrayList<Watcher>();
        byPartition.forEach((partition, watchers) -> {
            if (over(partition).equals(over)) {
                found.addAll(watchers);
            }
        });
        return found;
    }

    /** What is to be watched on a connection. */
    synchronized Set<String> uris(Optional<Partition> over) {
        var uris = new LinkedHashSet<String>();
        on(over).forEach(watcher -> uris.add(watcher.uri));
        return uris;
    }

    /** The callers' connections that are needed although no call uses them. */
    synchronized Set<Partition> held() {
        var held = new HashSet<Partition>();
        byPartition.keySet().forEach(partition -> over(partition).ifPresent(held::add));
        return held;
    }

    /** A resource changed, or a part of one, and it was told on this connection. */
    void updated(Optional<Partition> over, JsonObject params) {
        params.string("uri").ifPresent(uri -> hearing(over, uri).forEach(watcher -> watcher.changed.accept(params)));
    }

    private synchronized List<Watcher> hearing(Optional<Partition> over, String uri) {
        var hearing = new ArrayList<Watcher>();
        for (int end = uri.length(); end > 0; end = uri.length() > MAX_DIVIDED ? 0 : parent(uri, end)) {
            byUri.getOrDefault(uri.substring(0, end), Set.of()).stream()
                    .filter(watcher -> over(watcher.partition).equals(over))
                    .forEach(hearing::add);
        }
        return hearing;
    }

    /** Where the next shorter URI ends of which this one may be a part: with and without its last separator. */
    private static int parent(String uri, int end) {
        if (isSeparator(uri.charAt(end - 1)) && end < uri.length()) {
            return end - 1;
        }
        int at = end - 1;
        while (at > 0 && !isSeparator(uri.charAt(at - 1))) {
            at--;
        }
        return at;
    }

    private static boolean isSeparator(char c) {
        return c == '/' || c == '?' || c == '#';
    }

    /** Nobody is told anything any more. */
    @Override
    public synchronized void close() {
        isClosed = true;
        byUri.clear();
        byPartition.clear();
        notifyAll();
    }
}
